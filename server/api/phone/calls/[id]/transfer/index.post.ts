import { transferCall as contract } from '#shared/contracts/phone-calls'
import { transferCall } from '../../../../../domain/phone/transfer-call'
import { defineTenantHandler } from '../../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, transferCall)
