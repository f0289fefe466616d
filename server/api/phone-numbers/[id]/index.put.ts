import { updatePhoneNumber as contract } from '#shared/contracts/phone-numbers'
import { updatePhoneNumber } from '../../../domain/numbers/phone-numbers'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, updatePhoneNumber)
