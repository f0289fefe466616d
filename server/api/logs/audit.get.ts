import { listAudit as contract } from '#shared/contracts/logs'
import { listAudit } from '../../domain/logs/read-logs'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listAudit)
