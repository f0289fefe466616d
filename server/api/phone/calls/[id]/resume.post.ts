import { resumeCall as contract } from '#shared/contracts/phone-calls'
import { resumeCall } from '../../../../domain/phone/phone-calls'
import { defineTenantHandler } from '../../../../http/define-tenant-handler'

export default defineTenantHandler(contract, resumeCall)
