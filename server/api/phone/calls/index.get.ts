import { listPhoneCalls as contract } from '#shared/contracts/phone-calls'
import { listPhoneCalls } from '../../../domain/phone/phone-calls'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, listPhoneCalls)
