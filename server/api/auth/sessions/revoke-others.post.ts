import { revokeOtherSessions as contract } from '#shared/contracts/sessions'
import { revokeOtherSessions } from '../../../domain/sessions/revoke-session'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, revokeOtherSessions)
