import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import zonesByPrefix from './number-zones.json'

/** What is known of a number before anybody is called. */
export interface Destination {
  isPossible: boolean
  /** The one way to write it: "+4402071838750" and "+442071838750" reach the same person. */
  canonical: string
  /** ISO 3166-1 alpha-2; null where a number belongs to no country or to several. */
  country: string | null
}

/** Asks libphonenumber about a destination: the only place where more than the form of a number counts. */
export function describeDestination(number: string): Destination {
  const parsed = parsePhoneNumberFromString(number)
  return {
    isPossible: parsed?.isPossible() ?? false,
    canonical: parsed?.number ?? number,
    country: parsed?.country ?? null,
  }
}

/**
 * The time zones where a number may be, by the longest beginning that is known: one for most area codes, many for a
 * whole country, none where nothing is known.
 */
export function zonesOf(number: string): string[] {
  const zones: Partial<Record<string, string>> = zonesByPrefix
  const digits = number.replace(/^\+/, '')
  for (let length = digits.length; length > 0; length--) {
    const found = zones[digits.slice(0, length)]
    if (found) return found.split('&').filter((zone) => zone !== 'Etc/Unknown')
  }
  return []
}
