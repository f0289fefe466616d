import { listHistory as contract } from '#shared/contracts/communication'
import { listHistory } from '../../domain/communications/read-history'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listHistory)
