import { completeTransfer as contract } from '#shared/contracts/phone-calls'
import { completeTransfer } from '../../../../../domain/phone/transfer-call'
import { defineTenantHandler } from '../../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, completeTransfer)
