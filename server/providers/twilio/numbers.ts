import type twilio from 'twilio'
import { AppError } from '../../errors'
import type { Capabilities, HeldNumber, NumberSearch, OfferedNumber, TelephonyNumbers } from '../telephony-numbers'
import { ask, askOrNull } from './ask'
import { findIncomingNumber, updateIncomingNumber, type NumberInstance } from './incoming-numbers'
import { fieldsOf, sdkNames } from './sdk-names'

/** Fields that say where a number reports. */
const FIELDS = ['VoiceUrl', 'SmsUrl', 'StatusCallback', 'VoiceApplicationSid', 'SmsApplicationSid'] as const
/** Of one search: as many as anybody reads. */
const OFFERED = 20

/** Twilio's numbers in our words, through its official SDK. */
export function twilioNumbers(client: twilio.Twilio): TelephonyNumbers {
  const find = async (phoneNumber: string) => {
    const found = await findIncomingNumber(client, phoneNumber)
    return found && heldNumber(found)
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
    update: (sid, fields) => updateIncomingNumber(client, sid, fields),
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
  return {
    sid: number.sid,
    phoneNumber: number.phoneNumber,
    name: number.friendlyName,
    capabilities: capabilitiesOf(number.capabilities),
    fields: fieldsOf(FIELDS, number),
  }
}

function capabilitiesOf(given: object): Capabilities {
  const said = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value === true]))
  return { voice: said.voice ?? false, sms: said.sms ?? false, mms: said.mms ?? false }
}
