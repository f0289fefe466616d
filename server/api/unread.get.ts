import { getUnread as contract } from '#shared/contracts/threads'
import { getUnread } from '../domain/threads/unread'
import { defineTenantHandler } from '../http/define-tenant-handler'

export default defineTenantHandler(contract, getUnread)
