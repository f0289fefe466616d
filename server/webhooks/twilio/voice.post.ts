import { findTenantOfCallback } from '../../domain/webhooks/find-tenant-of-callback'
import { handleVoiceCallback } from '../../domain/webhooks/twilio-callbacks'
import { defineTwilioWebhook } from '../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/api/twilio/voice',
  (app, _params, delivery) => findTenantOfCallback(app, delivery),
  handleVoiceCallback,
)
