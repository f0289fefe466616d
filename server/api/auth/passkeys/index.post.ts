import { addPasskey as contract } from '#shared/contracts/passkeys'
import { addPasskey } from '../../../domain/users/passkeys'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, addPasskey)
