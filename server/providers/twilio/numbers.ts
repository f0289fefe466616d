import type twilio from 'twilio'
import { AppError } from '../../errors'
import type { Capabilities, HeldNumber, NumberSearch, OfferedNumber, TelephonyNumbers } from '../telephony-numbers'
import { ask, askOrNull } from './ask'

type NumberInstance = Awaited<ReturnType<twilio.Twilio['incomingPhoneNumbers']['create']>>

/** Fields that say where a number reports. */
const FIELDS = ['VoiceUrl', 'SmsUrl', 'StatusCallback', 'VoiceApplicationSid', 'SmsApplicationSid'] as const
/** Of one search: as many as anybody reads. */
const OFFERED = 20

/** Twilio's numbers in our words, through its official SDK. */
export function twilioNumbers(client: twilio.Twilio): TelephonyNumbers {
  const find = async (phoneNumber: string) => {
    // The filter takes parts of numbers too: only the very same number counts.
    const found = await ask(() => client.incomingPhoneNumbers.list({ phoneNumber, limit: 20 }))
    const same = found.find((number) => number.phoneNumber === phoneNumber)
    return same ? heldNumber(same) : null
  }
  return {
    find,
    async list(limit) {
      return (await ask(() => client.incomingPhoneNumbers.list({ limit, pageSize: limit }))).map(heldNumber)
    },
    search: (wanted) => search(client, wanted),
    async buy(phoneNumber, fields) {
      try {
        return await ask(async () =>
          heldNumber(await client.incomingPhoneNumbers.create({ phoneNumber, ...sdkNames(fields) })),
        )
      } catch (error) {
        const bought = isAmbiguous(error) ? await find(phoneNumber) : null
        if (bought) return bought
        throw error
      }
    },
    async update(sid, fields) {
      await ask(() => client.incomingPhoneNumbers(sid).update(sdkNames(fields)))
    },
    async release(sid) {
      await askOrNull(() => client.incomingPhoneNumbers(sid).remove())
    },
  }
}

/** No answer, or one that says that something broke: whether it was bought is not known. */
function isAmbiguous(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  return error.errorName === 'PROVIDER_TIMEOUT' || Number(error.details?.status) >= 500
}

async function search(client: twilio.Twilio, wanted: NumberSearch): Promise<OfferedNumber[]> {
  const offers = client.availablePhoneNumbers(wanted.country)
  const filter = {
    limit: OFFERED,
    pageSize: OFFERED,
    ...(wanted.areaCode && { areaCode: Number(wanted.areaCode) }),
    ...(wanted.contains && { contains: wanted.contains }),
  }
  // A country without numbers of a kind is none that Twilio has a list of.
  const found = (await askOrNull(() => listOffers(wanted.type, offers, filter))) ?? []
  return found.map((number) => ({
    phoneNumber: number.phoneNumber,
    locality: number.locality || null,
    region: number.region || null,
    country: number.isoCountry,
    capabilities: capabilitiesOf(number.capabilities),
    needsAddress: number.addressRequirements !== 'none',
  }))
}

type Offers = ReturnType<twilio.Twilio['availablePhoneNumbers']>
type Filter = Parameters<Offers['local']['list']>[0]

/** What the three kinds have in common, which are three resources of one shape. */
interface Offer {
  phoneNumber: string
  locality: string
  region: string
  isoCountry: string
  capabilities: object
  addressRequirements: string
}

function listOffers(type: NumberSearch['type'], offers: Offers, filter: Filter): Promise<Offer[]> {
  switch (type) {
    case 'local':
      return offers.local.list(filter)
    case 'toll_free':
      return offers.tollFree.list(filter)
    case 'mobile':
      return offers.mobile.list(filter)
  }
}

function heldNumber(number: NumberInstance): HeldNumber {
  const held = number as unknown as Record<string, unknown>
  return {
    sid: number.sid,
    phoneNumber: number.phoneNumber,
    name: number.friendlyName,
    capabilities: capabilitiesOf(number.capabilities),
    fields: Object.fromEntries(FIELDS.map((name) => [name, String(held[sdkName(name)] ?? '')])),
  }
}

function capabilitiesOf(given: object): Capabilities {
  const said = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value === true]))
  return { voice: said.voice ?? false, sms: said.sms ?? false, mms: said.mms ?? false }
}

/** `VoiceUrl` → `voiceUrl`: what the SDK makes of Twilio's names. */
const sdkName = (name: string) => name[0]!.toLowerCase() + name.slice(1)

function sdkNames(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [sdkName(name), value]))
}
