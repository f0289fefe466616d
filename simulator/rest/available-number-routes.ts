import { findNumber } from '../network/register-account.ts'
import { formatNumber } from '../network/phone-numbers.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

const path = (kind: string) => `/Accounts/:accountSid/AvailablePhoneNumbers/:country/${kind}.json`

export const availableNumberRoutes: RestRoute[] = [
  { method: 'GET', pattern: path('Local'), operation: 'available.local', handle: (request) => offer(request, 'local') },
  {
    method: 'GET',
    pattern: path('TollFree'),
    operation: 'available.tollFree',
    handle: (request) => offer(request, 'tollFree'),
  },
  {
    method: 'GET',
    pattern: path('Mobile'),
    operation: 'available.mobile',
    handle: (request) => offer(request, 'mobile'),
  },
]

type Kind = 'local' | 'tollFree' | 'mobile'

/** What numbers begin with, by country and kind; the rest is counted up, so that the same search finds the same. */
const BEGINNINGS: Record<string, Partial<Record<Kind, (areaCode: string | null) => string>>> = {
  US: { local: (area) => `+1${area ?? '415'}555`, tollFree: (area) => `+1${area ?? '888'}555` },
  CA: { local: (area) => `+1${area ?? '416'}555`, tollFree: (area) => `+1${area ?? '888'}555` },
  GB: { local: () => '+44207946', mobile: () => '+44770090', tollFree: () => '+44808157' },
  DE: { local: () => '+4930901820', mobile: () => '+4915111122' },
}
/** Countries whose numbers are sold to those with an address there. */
const WITH_ADDRESS = new Set(['DE'])
const OFFERED = 30
/** Digits of a keypad: `contains` may be a word. */
const KEYS = ['', '', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ']

function offer({ world, path: { country }, query, uri }: RestRequest, kind: Kind): RestAnswer {
  const beginning = BEGINNINGS[country!]?.[kind]?.(query.get('AreaCode'))
  if (!beginning) throw new RestError(20404, `The requested resource ${uri} was not found`)
  const pattern = patternOf(query.get('Contains') ?? '')
  const items = Array.from({ length: 10_000 }, (_, index) => beginning + String(index).padStart(4, '0'))
    .filter((number) => pattern.test(number) && !findNumber(world, number))
    .slice(0, OFFERED)
    .map((number) => ({ sid: number })) // what nobody has yet has no other name
  const present = ({ sid: number }: { sid: string }) => presentOffer(number, country!)
  return { status: 200, body: pageOf({ items, query, uri, key: 'available_phone_numbers', present }) }
}

function patternOf(contains: string): RegExp {
  const digits = [...contains.toUpperCase()].map((letter) => {
    if (letter === '*') return '\\d'
    const key = KEYS.findIndex((letters) => letters.includes(letter) && /[A-Z]/.test(letter))
    return key > 0 ? String(key) : letter.replace(/\D/g, '')
  })
  return new RegExp(digits.join(''))
}

/** https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource */
function presentOffer(number: string, country: string): Record<string, unknown> {
  return {
    address_requirements: WITH_ADDRESS.has(country) ? 'local' : 'none',
    beta: false,
    capabilities: { voice: true, sms: true, mms: country === 'US' || country === 'CA', fax: false },
    friendly_name: formatNumber(number),
    iso_country: country,
    lata: null,
    latitude: null,
    locality: country === 'US' ? 'San Francisco' : null,
    longitude: null,
    phone_number: number,
    postal_code: null,
    rate_center: null,
    region: country === 'US' ? 'CA' : null,
  }
}
