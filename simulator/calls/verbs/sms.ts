import { addMessage } from '../../messages/add-message.ts'
import { startMessage } from '../../messages/message-life.ts'
import { textOf } from '../../twiml/parse-twiml.ts'
import { resolveUrl } from '../fetch-document.ts'
import { hear } from '../hear.ts'
import { actionOf, type Outcome, type VerbContext } from '../verb.ts'

/** `<Sms>` in a call: https://www.twilio.com/docs/voice/twiml/sms */
export async function sms(context: VerbContext): Promise<Outcome> {
  const { world, session, document, element } = context
  const { call } = session
  const inbound = call.direction === 'inbound'
  const { from, to, statusCallback, action } = element.attributes
  const message = addMessage(world, {
    ...{ accountSid: call.accountSid, direction: 'outbound-call', status: 'queued', body: textOf(element).trim() },
    ...{ from: from ?? (inbound ? call.to : call.from), to: to ?? (inbound ? call.from : call.to) },
    statusCallback: statusCallback ? resolveUrl(document, statusCallback) : null,
  })
  startMessage(world, message)
  hear(world, session, { kind: 'message', messageSid: message.sid })
  if (!action) return { next: 'verb' }
  const params: [string, string][] = [
    ['MessageSid', message.sid],
    ['SmsSid', message.sid],
    ['MessageStatus', 'queued'],
    ['SmsStatus', 'queued'],
  ]
  return { next: 'document', source: actionOf(context, params) }
}
