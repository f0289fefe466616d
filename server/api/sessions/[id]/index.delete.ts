import { revokeSession as contract } from '#shared/contracts/sessions'
import { revokeSession } from '../../../domain/sessions/revoke-session'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, revokeSession)
