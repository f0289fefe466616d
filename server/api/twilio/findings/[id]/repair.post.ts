import { repairFinding as contract } from '#shared/contracts/telephony'
import { repairFinding } from '../../../../domain/numbers/repair-findings'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, repairFinding)
