import { getTwilioCredentials as contract } from '#shared/contracts/twilio-credentials'
import { getTwilioCredentials } from '../../../domain/tenants/credentials'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, getTwilioCredentials)
