import { updateTwilioCredentials as contract } from '#shared/contracts/twilio-credentials'
import { updateTwilioCredentials } from '../../../domain/tenants/credentials'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, updateTwilioCredentials)
