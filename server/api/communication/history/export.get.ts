import { exportHistory as contract } from '#shared/contracts/communication'
import { exportHistory } from '../../../domain/communications/export-history'
import { defineTenantDownload } from '../../../http/define-tenant-download'

export default defineTenantDownload(contract, 'history', exportHistory)
