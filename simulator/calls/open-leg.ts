import type { CallEvent } from '../model.ts'
import { normaliseNumber } from '../network/phone-numbers.ts'
import { elementsOf, textOf, type TwimlElement } from '../twiml/parse-twiml.ts'
import { addCall } from './add-call.ts'
import { openSession, type CallSession } from './call-session.ts'
import { resolveUrl } from './fetch-document.ts'
import type { VerbContext } from './verb.ts'

/** Twilio lets a dialled leg ring this long: https://www.twilio.com/docs/voice/twiml/dial#timeout */
const RING_SECONDS = 30

/** The child call of a `<Number>` or `<Client>` inside `<Dial>`. */
export function openLeg({ world, session, document, element }: VerbContext, noun: TwimlElement): CallSession {
  const { call: parent } = session
  const { callerId, timeout } = element.attributes
  const { statusCallback, statusCallbackMethod, statusCallbackEvent, sendDigits } = noun.attributes
  const events = (statusCallbackEvent ?? 'completed').split(/[ ,]+/) as CallEvent[]
  const call = addCall(world, {
    ...{ accountSid: parent.accountSid, parentCallSid: parent.sid, direction: 'outbound-dial', status: 'queued' },
    ...{ from: callerId ?? parent.from, to: targetOf(noun), sendDigits: sendDigits ?? null },
    parameters: parametersOf(noun),
    timeoutSeconds: Number(timeout ?? RING_SECONDS),
    statusCallback: statusCallback
      ? { url: resolveUrl(document, statusCallback), method: statusCallbackMethod === 'GET' ? 'GET' : 'POST', events }
      : null,
  })
  return openSession(world, call)
}

function targetOf(noun: TwimlElement): string {
  if (noun.name !== 'Client') return normaliseNumber(textOf(noun).trim())
  const identity = elementsOf(noun).find((child) => child.name === 'Identity')
  return `client:${textOf(identity ?? noun).trim()}`
}

/** https://www.twilio.com/docs/voice/twiml/client#parameter */
function parametersOf(noun: TwimlElement): Record<string, string> {
  const parameters = elementsOf(noun).filter((child) => child.name === 'Parameter')
  return Object.fromEntries(parameters.map(({ attributes }) => [attributes.name ?? '', attributes.value ?? '']))
}
