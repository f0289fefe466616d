import { getTimeline as contract } from '#shared/contracts/communication'
import { getTimeline } from '../../../domain/communications/read-history'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getTimeline)
