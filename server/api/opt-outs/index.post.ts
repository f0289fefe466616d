import { addOptOuts as contract } from '#shared/contracts/opt-outs'
import { addOptOuts } from '../../domain/compliance/opt-outs'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, addOptOuts)
