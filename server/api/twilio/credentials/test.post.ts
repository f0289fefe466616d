import { testTwilioCredentials as contract } from '#shared/contracts/twilio-credentials'
import { testTwilioCredentials } from '../../../domain/tenants/credentials'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, testTwilioCredentials)
