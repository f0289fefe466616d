import { getDashboard as contract } from '#shared/contracts/analytics'
import { getDashboard } from '../../domain/analytics/dashboard'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, getDashboard)
