import { getStatus as contract } from '#shared/contracts/communication'
import { getStatus } from '../../../domain/communications/read-history'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getStatus)
