import { handleSmsCallback } from '../../../domain/webhooks/twilio-callbacks'
import { defineTwilioWebhook } from '../../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/webhooks/twilio/{tenant_id}/sms',
  async (_app, params) => params.tenant_id,
  handleSmsCallback,
)
