import { removePhoneNumber as contract } from '#shared/contracts/phone-numbers'
import { removePhoneNumber } from '../../../domain/numbers/remove-number'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removePhoneNumber)
