import { removeTwilioCredentials as contract } from '#shared/contracts/twilio-credentials'
import { removeTwilioCredentials } from '../../../domain/tenants/credentials'
import { defineTenantHandler } from '../../../http/define-tenant-handler'

export default defineTenantHandler(contract, removeTwilioCredentials)
