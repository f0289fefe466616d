import { getCountries } from 'libphonenumber-js'
import type { CountryCode } from 'libphonenumber-js'

/** How values are read and written for a tenant. */
export interface RenderSettings {
  /** BCP 47, e.g. `en-US`. */
  locale: string
  /** ISO 4217, e.g. `USD`. */
  currency: string
  /** IANA, e.g. `America/New_York`: where an instant (a time with `Z` or an offset) is told. */
  timeZone: string
  /** ISO 3166-1: whose numbers are written without their country code. */
  country: CountryCode
}

/** What a caller may know of them; the rest has defaults. */
export type GivenSettings = Partial<Omit<RenderSettings, 'country'>> & { country?: string }

/**
 * Fills settings up: en-US, USD, UTC, and the country of the locale. What this runtime doesn't know falls back too,
 * so that a rendering never fails on a setting.
 *
 * @param given the tenant's settings, or none
 */
export function resolveSettings(given: GivenSettings = {}): RenderSettings {
  const locale = knownLocale(given.locale) ?? 'en-US'
  return {
    locale,
    currency: knownCurrency(given.currency) ?? 'USD',
    timeZone: knownTimeZone(given.timeZone) ?? 'UTC',
    country: knownCountry(given.country) ?? knownCountry(new Intl.Locale(locale).maximize().region) ?? 'US',
  }
}

function knownLocale(locale: string | undefined): string | undefined {
  if (!locale) return undefined
  try {
    return Intl.getCanonicalLocales(locale)[0]
  } catch {
    return undefined
  }
}

function knownCurrency(currency: string | undefined): string | undefined {
  const code = currency?.toUpperCase()
  return code && /^[A-Z]{3}$/.test(code) ? code : undefined
}

function knownTimeZone(timeZone: string | undefined): string | undefined {
  if (!timeZone) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

function knownCountry(country: string | undefined): CountryCode | undefined {
  return getCountries().find((known) => known === country?.toUpperCase())
}
