import { passkeyOptions as contract } from '#shared/contracts/passkeys'
import { passkeyOptions } from '../../../domain/users/passkeys'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, passkeyOptions)
