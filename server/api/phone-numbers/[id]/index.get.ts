import { getPhoneNumber as contract } from '#shared/contracts/phone-numbers'
import { getPhoneNumber } from '../../../domain/numbers/phone-numbers'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getPhoneNumber)
