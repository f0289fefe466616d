import { resetSecondFactor as contract } from '#shared/contracts/users'
import { resetSecondFactor } from '../../../domain/users/reset-second-factor'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, resetSecondFactor)
