import { getUsage as contract } from '#shared/contracts/tenant'
import { getUsage } from '../../domain/tenants/usage'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, getUsage)
