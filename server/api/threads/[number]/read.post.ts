import { readThread as contract } from '#shared/contracts/threads'
import { readThread } from '../../../domain/threads/unread'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, readThread)
