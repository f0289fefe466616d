import { announceRecording } from '../../../domain/phone/client-twiml'
import { defineTwilioWebhook } from '../../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/webhooks/twilio/{tenant_id}/announcement',
  async (_app, params) => params.tenant_id,
  announceRecording,
)
