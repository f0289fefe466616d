import { getDiagnostics as contract } from '#shared/contracts/telephony'
import { getDiagnostics } from '../../domain/numbers/diagnostics'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, getDiagnostics)
