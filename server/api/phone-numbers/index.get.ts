import { listPhoneNumbers as contract } from '#shared/contracts/phone-numbers'
import { listPhoneNumbers } from '../../domain/numbers/phone-numbers'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listPhoneNumbers)
