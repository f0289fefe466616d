import type { Message } from '../model.ts'
import { rfc2822 } from '../rest/formats.ts'
import { deliveryErrors } from './delivery-errors.ts'

/** A message as the REST interface shows it: https://www.twilio.com/docs/messaging/api/message-resource */
export function presentMessage(message: Message): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`
  return {
    account_sid: message.accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: message.errorCode ? (deliveryErrors[message.errorCode] ?? 'Unknown error') : null,
    // A service chooses when the message leaves its queue.
    from: message.messagingServiceSid && message.status === 'accepted' ? null : message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: String(message.mediaUrls.length),
    num_segments: String(message.numSegments),
    price: message.price,
    price_unit: message.price === null ? null : 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  }
}
