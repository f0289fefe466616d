import { getProfile as contract } from '#shared/contracts/tenant'
import { getProfile } from '../../domain/tenants/profile'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, getProfile)
