import { exportOptOuts as contract } from '#shared/contracts/opt-outs'
import { exportOptOuts } from '../../domain/compliance/opt-outs'
import { defineTenantDownload } from '../../http/define-tenant-download'

export default defineTenantDownload(contract, 'opt-outs', exportOptOuts)
