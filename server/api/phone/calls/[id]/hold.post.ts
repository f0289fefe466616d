import { holdCall as contract } from '#shared/contracts/phone-calls'
import { holdCall } from '../../../../domain/phone/phone-calls'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, holdCall)
