import { answerLeg } from '../../../domain/phone/conference-twiml'
import { defineTwilioWebhook } from '../../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/webhooks/twilio/{tenant_id}/conference',
  async (_app, params) => params.tenant_id,
  answerLeg,
)
