import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { CountryCode } from 'libphonenumber-js'

interface ReadPhone {
  /** As written for somebody at home: nationally for the home country, internationally for others. */
  display: string
  /** The digits of that, as they'd be said. */
  digits: string
  /** Whether the number belongs to the home country. */
  isHome: boolean
}

/**
 * Reads a phone number, international (`+44 20 …`) or as written at home.
 *
 * @param country the home country, ISO 3166-1
 * @returns undefined when no number of such a length exists there
 */
export function readPhone(value: string, country: CountryCode): ReadPhone | undefined {
  if (value.length > MAX_READABLE) return undefined
  const number = parsePhoneNumberFromString(value, { defaultCountry: country, extract: false })
  if (!number?.isPossible() || number.ext) return undefined
  // +1 belongs to many countries, and an American says a Canadian number like an American one.
  const isHome = number.countryCallingCode === getCountryCallingCode(country)
  const display = isHome ? number.formatNational() : number.formatInternational()
  return { display, digits: display.replace(/\D/g, ''), isHome }
}

const MAX_READABLE = 40
