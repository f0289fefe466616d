import { listOptOuts as contract } from '#shared/contracts/opt-outs'
import { listOptOuts } from '../../domain/compliance/opt-outs'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listOptOuts)
