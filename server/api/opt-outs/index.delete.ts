import { removeOptOut as contract } from '#shared/contracts/opt-outs'
import { removeOptOut } from '../../domain/compliance/opt-outs'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeOptOut)
