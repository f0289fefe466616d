import { confirmTotp as contract } from '#shared/contracts/second-factor'
import { confirmTotp } from '../../../domain/users/set-up-totp'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, confirmTotp)
