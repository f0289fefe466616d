import type twilio from 'twilio'
import type { SendOutcome } from '../telephony'
import { CALL_EVENTS, recordOfCall, send } from './telephony'

interface BrowserRing {
  /** `client:` and an identity; its query is what the browser is told. */
  to: string
  from: string
  /** What the leg does is asked here by POST. */
  url: string
  statusCallback: string
}

/** Rings a person's browser, a leg of its own. @see https://www.twilio.com/docs/voice/api/call-resource#create-a-call */
export function ringBrowser(client: twilio.Twilio, { statusCallback, ...leg }: BrowserRing): Promise<SendOutcome> {
  const reports = { statusCallback, statusCallbackMethod: 'POST', statusCallbackEvent: CALL_EVENTS }
  return send(async () => recordOfCall(await client.calls.create({ ...leg, ...reports, method: 'POST', timeout: 30 })))
}
