import { startTotp as contract } from '#shared/contracts/second-factor'
import { startTotp } from '../../../domain/users/set-up-totp'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, startTotp)
