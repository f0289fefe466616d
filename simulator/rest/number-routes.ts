import type { PhoneNumber } from '../model.ts'
import { isRoutable, formatNumber, normaliseNumber } from '../network/phone-numbers.ts'
import { addNumber, findNumber } from '../network/register-account.ts'
import { rfc2822 } from './formats.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'
import { presentWebhooks, webhookFields } from './webhook-fields.ts'

const collection = '/Accounts/:accountSid/IncomingPhoneNumbers.json'
const one = '/Accounts/:accountSid/IncomingPhoneNumbers/:sid.json'

export const numberRoutes: RestRoute[] = [
  { method: 'GET', pattern: collection, operation: 'numbers.list', handle: list },
  { method: 'POST', pattern: collection, operation: 'numbers.create', handle: create },
  { method: 'GET', pattern: one, operation: 'numbers.fetch', handle: fetch },
  { method: 'POST', pattern: one, operation: 'numbers.update', handle: update },
  { method: 'DELETE', pattern: one, operation: 'numbers.delete', handle: remove },
]

function list({ world, account, query, uri }: RestRequest): RestAnswer {
  const [phoneNumber, friendlyName] = [query.get('PhoneNumber'), query.get('FriendlyName')]
  const items = [...world.numbers.values()]
    .filter((number) => number.accountSid === account.sid)
    .filter((number) => !phoneNumber || matchesPattern(number.phoneNumber, phoneNumber))
    .filter((number) => !friendlyName || number.friendlyName === friendlyName)
    .reverse()
  return { status: 200, body: pageOf({ items, query, uri, key: 'incoming_phone_numbers', present }) }
}

/** `PhoneNumber` may be a part of a number, with `*` for any digit. */
function matchesPattern(number: string, pattern: string): boolean {
  const source = pattern.replace(/[^\d*]/g, '').replaceAll('*', '\\d')
  return new RegExp(source).test(number)
}

function create({ world, account, form }: RestRequest): RestAnswer {
  const areaCode = form.get('AreaCode')
  const wanted = normaliseNumber(form.get('PhoneNumber') ?? '') || (areaCode ? freeNumber(areaCode) : '')
  if (!isRoutable(wanted)) throw new RestError(21422)
  if (findNumber(world, wanted, account.sid)) throw new RestError(21450)
  if (findNumber(world, wanted)) throw new RestError(21422)
  const number = addNumber(world, account.sid, wanted, { friendlyName: formatNumber(wanted), ...changes(form) })
  return { status: 201, sid: number.sid, body: present(number) }
}

function freeNumber(areaCode: string): string {
  return `+1${areaCode}555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`
}

function fetch(request: RestRequest): RestAnswer {
  const number = find(request)
  return { status: 200, sid: number.sid, body: present(number) }
}

function update(request: RestRequest): RestAnswer {
  const number = find(request)
  Object.assign(number, changes(request.form), { updatedAt: request.world.clock.now() })
  return { status: 200, sid: number.sid, body: present(number) }
}

function remove(request: RestRequest): RestAnswer {
  const number = find(request)
  request.world.numbers.delete(number.sid)
  return { status: 204, sid: number.sid, body: null }
}

function changes(form: URLSearchParams): Partial<PhoneNumber> {
  const fields: Partial<PhoneNumber> = webhookFields(form)
  if (form.has('FriendlyName')) fields.friendlyName = form.get('FriendlyName')!
  if (form.has('VoiceApplicationSid')) fields.voiceApplicationSid = form.get('VoiceApplicationSid')!
  if (form.has('SmsApplicationSid')) fields.smsApplicationSid = form.get('SmsApplicationSid')!
  return fields
}

function find({ world, account, path, uri }: RestRequest): PhoneNumber {
  const number = world.numbers.get(path.sid ?? '')
  if (!number || number.accountSid !== account.sid) {
    throw new RestError(20404, `The requested resource ${uri} was not found`)
  }
  return number
}

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
function present(number: PhoneNumber): Record<string, unknown> {
  return {
    ...presentWebhooks(number),
    account_sid: number.accountSid,
    address_sid: null,
    address_requirements: 'none',
    api_version: '2010-04-01',
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    date_created: rfc2822(number.createdAt),
    date_updated: rfc2822(number.updatedAt),
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    friendly_name: number.friendlyName,
    identity_sid: null,
    origin: 'twilio',
    phone_number: number.phoneNumber,
    sid: number.sid,
    sms_application_sid: number.smsApplicationSid,
    status: 'in-use',
    trunk_sid: null,
    type: 'local',
    uri: `/2010-04-01/Accounts/${number.accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_application_sid: number.voiceApplicationSid,
    voice_caller_id_lookup: false,
    voice_receive_mode: 'voice',
  }
}
