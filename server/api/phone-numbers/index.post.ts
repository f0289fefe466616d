import { addPhoneNumber as contract } from '#shared/contracts/phone-numbers'
import { addPhoneNumber } from '../../domain/numbers/add-number'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, addPhoneNumber)
