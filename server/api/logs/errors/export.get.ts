import { exportErrors as contract } from '#shared/contracts/logs'
import { exportErrors } from '../../../domain/logs/read-logs'
import { defineTenantDownload } from '../../../http/define-tenant-download'

export default defineTenantDownload(contract, 'errors', exportErrors)
