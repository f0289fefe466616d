import { verifyTelephony as contract } from '#shared/contracts/telephony'
import { verifyTelephony } from '../../../domain/numbers/verify-telephony'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, verifyTelephony)
