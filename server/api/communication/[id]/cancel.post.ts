import { cancelCommunication as contract } from '#shared/contracts/communication'
import { cancelCommunication } from '../../../domain/communications/cancel'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, cancelCommunication)
