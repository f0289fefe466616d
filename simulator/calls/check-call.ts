import type { Account, Call, CallEvent, HttpMethod } from '../model.ts'
import { isRoutable, normaliseNumber } from '../network/phone-numbers.ts'
import { findNumber } from '../network/register-account.ts'
import { formBoolean, isWebUrl } from '../rest/formats.ts'
import { RestError } from '../rest/rest-error.ts'
import type { World } from '../world.ts'

/** https://www.twilio.com/docs/iam/test-credentials#test-calls */
const magicFrom: Record<string, number> = { '+15005550001': 21212 }
const magicTo: Record<string, number> = {
  '+15005550001': 21217,
  '+15005550002': 21214,
  '+15005550003': 21215,
  '+15005550004': 21216,
}
const MAGIC_FROM_OK = '+15005550006'
const LONGEST_TWIML = 4000
const LONGEST_RINGING_SECONDS = 600
const callEvents: readonly string[] = ['initiated', 'ringing', 'answered', 'completed']

export type CallRequest = Pick<
  Call,
  | ('from' | 'to' | 'source' | 'fallback' | 'statusCallback' | 'timeoutSeconds' | 'sendDigits' | 'phoneNumberSid')
  | ('record' | 'recordingStatusCallback' | 'machineDetection' | 'applicationSid' | 'parameters')
> & { timeLimitSeconds?: number }

/**
 * Reads a create request as the network would and refuses what it refuses.
 * @throws RestError with 21201–21219 as Twilio's documentation lists them, 21205 without Url, Twiml or application.
 */
export function checkCall(world: World, account: Account, form: URLSearchParams): CallRequest {
  const { to, parameters } = destination(form.get('To') ?? '')
  const from = normaliseNumber(form.get('From') ?? '')
  if (!to) throw new RestError(21201)
  if (!from) throw new RestError(21213)
  if (magicFrom[from]) throw new RestError(magicFrom[from])
  if (magicTo[to]) throw new RestError(magicTo[to])
  if (!to.startsWith('client:') && !isRoutable(to)) {
    throw new RestError(21211, `The phone number you are attempting to call, ${to}, is not valid.`)
  }
  const number = findNumber(world, from, account.sid)
  if (!number && from !== MAGIC_FROM_OK) {
    throw new RestError(isRoutable(from) ? 21210 : 21212)
  }
  if (account.type === 'Trial' && !account.verifiedNumbers.includes(to)) throw new RestError(21219)
  const refusal = world.scripts.get(to)?.call?.refuse
  if (refusal) throw new RestError(refusal)
  const limit = form.get('TimeLimit')
  return {
    ...{ from, to, phoneNumberSid: number?.sid ?? null, ...instructions(world, account, form) },
    parameters,
    statusCallback: statusCallback(form),
    timeoutSeconds: Math.min(positive(form, 'Timeout') ?? 60, LONGEST_RINGING_SECONDS),
    ...(limit ? { timeLimitSeconds: positive(form, 'TimeLimit') } : {}),
    sendDigits: form.get('SendDigits') || null,
    record: formBoolean(form.get('Record')),
    recordingStatusCallback: webUrl(form, 'RecordingStatusCallback'),
    machineDetection: ['Enable', 'DetectMessageEnd'].includes(form.get('MachineDetection') ?? ''),
  }
}

/** What `Url`, `Twiml` or `ApplicationSid` name; `Url` wins over `Twiml`. */
function instructions(world: World, account: Account, form: URLSearchParams) {
  const applicationSid = form.get('ApplicationSid') || null
  const fallbackUrl = webUrl(form, 'FallbackUrl')
  const fallback = fallbackUrl ? { url: fallbackUrl, method: method(form, 'FallbackMethod') } : null
  if (applicationSid) {
    const application = world.applications.get(applicationSid)
    if (!application || application.accountSid !== account.sid) throw new RestError(21218)
    const { VoiceUrl: url, VoiceMethod } = application
    if (!url) throw new RestError(21205)
    return { applicationSid, fallback, source: { kind: 'url' as const, url, method: VoiceMethod, params: [] } }
  }
  return { applicationSid, fallback, source: documentSource(form) }
}

/**
 * The document that a create or update request gives.
 * @throws RestError 21205 when it gives none or no address, 20001 for Twiml over 4,000 characters.
 */
export function documentSource(form: URLSearchParams): NonNullable<Call['source']> {
  const url = webUrl(form, 'Url')
  if (url) return { kind: 'url', url, method: method(form, 'Method'), params: [] }
  const twiml = form.get('Twiml')
  if (!twiml) throw new RestError(21205)
  if (twiml.length > LONGEST_TWIML) throw new RestError(20001, 'Twiml is longer than 4000 characters')
  return { kind: 'inline', twiml }
}

function statusCallback(form: URLSearchParams): Call['statusCallback'] {
  const url = webUrl(form, 'StatusCallback')
  if (!url) return null
  const events = form.getAll('StatusCallbackEvent').flatMap((value) => value.split(/[ ,]+/).filter(Boolean))
  for (const event of events) {
    if (!callEvents.includes(event)) throw new RestError(20001, `Invalid StatusCallbackEvent '${event}'`)
  }
  const wanted = (events.length > 0 ? events : ['completed']) as CallEvent[]
  return { url, method: method(form, 'StatusCallbackMethod'), events: wanted }
}

/** A browser is told what the query after its name says: https://www.twilio.com/docs/voice/how-share-information-between-your-applications */
function destination(to: string): { to: string; parameters: Record<string, string> } {
  if (!to.startsWith('client:')) return { to: normaliseNumber(to), parameters: {} }
  const [name = '', query = ''] = to.split('?')
  return { to: name, parameters: Object.fromEntries(new URLSearchParams(query)) }
}

function webUrl(form: URLSearchParams, name: string): string | null {
  const value = form.get(name)
  if (!value) return null
  if (!isWebUrl(value)) throw new RestError(21205, `${name} is not a valid URL: ${value}`)
  return value
}

function method(form: URLSearchParams, name: string): HttpMethod {
  const value = (form.get(name) ?? 'POST').toUpperCase()
  if (value !== 'GET' && value !== 'POST') throw new RestError(20001, `Invalid ${name}`)
  return value
}

function positive(form: URLSearchParams, name: string): number | undefined {
  const text = form.get(name)
  if (!text) return undefined
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new RestError(20001, `Invalid ${name}`)
  return Number(text)
}
