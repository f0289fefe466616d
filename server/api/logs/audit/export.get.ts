import { exportAudit as contract } from '#shared/contracts/logs'
import { exportAudit } from '../../../domain/logs/read-logs'
import { defineTenantDownload } from '../../../http/define-tenant-download'

export default defineTenantDownload(contract, 'audit', exportAudit)
