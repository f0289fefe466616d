import { revokeOwnSession as contract } from '#shared/contracts/sessions'
import { revokeOwnSession } from '../../../../domain/sessions/revoke-session'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, revokeOwnSession)
