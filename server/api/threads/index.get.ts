import { listThreads as contract } from '#shared/contracts/threads'
import { listThreads } from '../../domain/threads/threads'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listThreads)
