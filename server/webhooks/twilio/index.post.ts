import { findTenantOfCallback } from '../../domain/webhooks/find-tenant-of-callback'
import { handleAnyCallback } from '../../domain/webhooks/twilio-callbacks'
import { defineTwilioWebhook } from '../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/webhooks/twilio',
  (app, _params, delivery) => findTenantOfCallback(app, delivery),
  handleAnyCallback,
)
