import { retryCommunication as contract } from '#shared/contracts/communication'
import { retryCommunication } from '../../../domain/communications/retry'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, retryCommunication)
