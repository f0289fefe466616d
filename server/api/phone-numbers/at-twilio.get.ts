import { listNumbersAtTwilio as contract } from '#shared/contracts/phone-numbers'
import { listNumbersAtTwilio } from '../../domain/numbers/at-twilio'
import { defineTenantHandler } from '../../http/define-tenant-handler'

export default defineTenantHandler(contract, listNumbersAtTwilio)
