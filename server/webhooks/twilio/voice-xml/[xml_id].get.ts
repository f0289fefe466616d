import { serveXml } from '../../../domain/webhooks/serve-xml'
import { defineTwilioWebhook } from '../../../http/define-twilio-webhook'

export default defineTwilioWebhook(
  '/webhooks/twilio/voice-xml/{xml_id}',
  (app, params) => app.system.findTenantOfXml(params.xml_id ?? ''),
  (ctx, _delivery, params) => serveXml(ctx, params.xml_id ?? ''),
)
