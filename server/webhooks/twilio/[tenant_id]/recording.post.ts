import { handleRecordingCallback } from '../../../domain/webhooks/recording-callback'
import { defineTwilioWebhook } from '../../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/webhooks/twilio/{tenant_id}/recording',
  async (_app, params) => params.tenant_id,
  handleRecordingCallback,
)
