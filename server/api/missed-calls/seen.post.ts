import { seeMissedCalls as contract } from '#shared/contracts/threads'
import { seeMissedCalls } from '../../domain/threads/unread'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, seeMissedCalls)
