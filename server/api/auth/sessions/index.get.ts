import { listOwnSessions as contract } from '#shared/contracts/sessions'
import { listOwnSessions } from '../../../domain/sessions/list-sessions'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, listOwnSessions)
