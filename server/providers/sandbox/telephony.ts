import { randomBytes } from 'node:crypto'
import type { Clock } from '../../context/clock'
import { AppError } from '../../errors'
import type { ProviderRecord, Refusal, SendOutcome, Telephony } from '../telephony'

/**
 * Where test keys send: no network, no money. Twilio's magic numbers decide what is refused
 * (https://www.twilio.com/docs/iam/test-credentials); everything else is delivered or answered within seconds.
 * Nothing is remembered: a SID holds the moment it was made, and the status follows from its age.
 */
export function sandboxTelephony(clock: Clock): Telephony {
  const message = (sid: string, canceled = false) => recordAt('sms', sid, clock.now(), canceled)
  const call = (sid: string, canceled = false) => recordAt('call', sid, clock.now(), canceled)

  return {
    sendMessage: async ({ to, from, body }) =>
      outcome(refusalOf(to, from, SMS_TO, SMS_FROM), () => ({ ...message(newSid('SM', clock)), to, from, body })),
    placeCall: async ({ to, from }) =>
      outcome(refusalOf(to, from, CALL_TO, CALL_FROM), () => ({ ...call(newSid('CA', clock)), to, from })),
    fetchMessage: async (sid) => message(sid),
    fetchCall: async (sid) => call(sid),
    listMessages: async () => [], // the sandbox always answers, so nothing is ever looked for
    listCalls: async () => [],
    cancelMessage: async (sid) => {
      if (message(sid).providerStatus !== 'queued') {
        throw new AppError('EXTERNAL_API_ERROR', 'The message has left already', { provider: 'sandbox', code: 30409 })
      }
      return message(sid, true)
    },
    endCall: async (sid) => call(sid, true),
  }
}

const SMS_TO: Record<string, [number, string]> = {
  '+15005550001': [21211, "The 'To' number is not a valid phone number"],
  '+15005550002': [21612, "The 'To' number cannot be reached from this 'From' number"],
  '+15005550003': [21408, 'Permission to send to this region is not enabled'],
  '+15005550004': [21610, 'The recipient has opted out'],
  '+15005550009': [21614, "The 'To' number cannot receive SMS"],
}
const SMS_FROM: Record<string, [number, string]> = {
  '+15005550001': [21212, "The 'From' number is not a valid phone number"],
  '+15005550007': [21606, "The 'From' number is not one of this account"],
  '+15005550008': [21611, "The queue of the 'From' number is full"],
}
const CALL_TO: Record<string, [number, string]> = {
  '+15005550001': [21217, "The 'To' number is not a valid phone number"],
  '+15005550002': [21214, "The 'To' number cannot be reached"],
  '+15005550003': [21215, 'Permission to call this region is not enabled'],
  '+15005550004': [21216, "The 'To' number is blocked"],
}
const CALL_FROM: Record<string, [number, string]> = { '+15005550001': SMS_FROM['+15005550001']! }

/** Age in milliseconds from which a status holds. */
const STAGES = {
  sms: [
    ['queued', 0],
    ['sent', 1_000],
    ['delivered', 2_000],
  ],
  call: [
    ['queued', 0],
    ['ringing', 1_000],
    ['in-progress', 2_000],
    ['completed', 6_000],
  ],
} as const
const CALL_SECONDS = 4

function refusalOf(
  to: string,
  from: string,
  byTo: Record<string, [number, string]>,
  byFrom: Record<string, [number, string]>,
): Refusal | null {
  const found = byFrom[from] ?? byTo[to]
  if (!found) return null
  const [code, message] = found
  return { code, message, httpStatus: 400, moreInfo: `https://www.twilio.com/docs/errors/${code}` }
}

function outcome(refusal: Refusal | null, accept: () => ProviderRecord): SendOutcome {
  return refusal ? { kind: 'refused', refusal } : { kind: 'accepted', record: accept() }
}

function newSid(prefix: string, clock: Clock): string {
  return prefix + clock.now().getTime().toString(16).padStart(12, '0') + randomBytes(10).toString('hex')
}

function recordAt(kind: 'sms' | 'call', sid: string, now: Date, canceled: boolean): ProviderRecord {
  const madeAt = new Date(Number.parseInt(sid.slice(2, 14), 16))
  const ageMs = now.getTime() - madeAt.getTime()
  const stage = STAGES[kind].findLast(([, fromMs]) => ageMs >= fromMs)?.[0] ?? 'queued'
  const ended = stage === 'delivered' || stage === 'completed'
  return {
    sid,
    providerStatus: canceled && !ended ? 'canceled' : stage,
    to: '',
    from: '',
    body: null,
    errorCode: null,
    errorMessage: null,
    costMicros: ended ? 0 : null,
    costCurrency: ended ? 'USD' : null,
    segments: null,
    durationSeconds: stage === 'completed' ? CALL_SECONDS : null,
    createdAt: madeAt,
  }
}
