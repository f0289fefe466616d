import { removePasskey as contract } from '#shared/contracts/passkeys'
import { removePasskey } from '../../../../domain/users/passkeys'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removePasskey)
