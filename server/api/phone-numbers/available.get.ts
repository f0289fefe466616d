import { searchNumbers as contract } from '#shared/contracts/phone-numbers'
import { searchNumbers } from '../../domain/numbers/at-twilio'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, searchNumbers)
