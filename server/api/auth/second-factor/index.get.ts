import { getSecondFactor as contract } from '#shared/contracts/second-factor'
import { getSecondFactor } from '../../../domain/users/factors'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getSecondFactor)
