import { listPasskeys as contract } from '#shared/contracts/passkeys'
import { listPasskeys } from '../../../domain/users/passkeys'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, listPasskeys)
