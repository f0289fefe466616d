import { cancelTransfer as contract } from '#shared/contracts/phone-calls'
import { cancelTransfer } from '../../../../../domain/phone/transfer-call'
import { defineTenantHandler } from '../../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, cancelTransfer)
