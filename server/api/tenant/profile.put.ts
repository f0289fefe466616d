import { updateProfile as contract } from '#shared/contracts/tenant'
import { updateProfile } from '../../domain/tenants/profile'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, updateProfile)
