import { getThread as contract } from '#shared/contracts/threads'
import { getThread } from '../../../domain/threads/threads'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getThread)
