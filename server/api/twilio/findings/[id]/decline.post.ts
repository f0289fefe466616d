import { declineFinding as contract } from '#shared/contracts/telephony'
import { declineFinding } from '../../../../domain/numbers/findings'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, declineFinding)
