import { parsePhoneNumberFromString, validatePhoneNumberLength, type CountryCode } from 'libphonenumber-js/min'

export type NumberProblem = 'no_number' | 'too_short' | 'too_long' | 'not_possible'

export type ReadNumber =
  { number: string; formatted: string; problem: null } | { number: null; formatted: null; problem: NumberProblem }

/**
 * Reads a number as people write it: `(202) 555-0123`, `+1 202 555 0123`, `0044 20 7183 8750`, and an international
 * number whose plus a spreadsheet has eaten.
 *
 * @param country whose numbers are written without a country code
 */
export function readNumber(text: string, country: CountryCode): ReadNumber {
  // A spreadsheet's guard against formulas.
  const written = text.trim().replace(/^'/, '')
  if (!/\d/.test(written)) return refused('no_number')
  const national = parse(written, country)
  if (national?.isPossible()) return read(national)
  const digits = written.replace(/[\s().-]/g, '').replace(/^00/, '')
  const international = /^\d+$/.test(digits) ? parse(`+${digits}`, country) : undefined
  if (international?.isValid()) return read(international)
  return refused(LENGTHS[validatePhoneNumberLength(written, country) ?? ''] ?? 'not_possible')
}

/** The country whose caller number this is: people of it write their numbers without its code. */
export const countryOf = (number: string | null): CountryCode =>
  (number ? parsePhoneNumberFromString(number)?.country : undefined) ?? 'US'

type Parsed = NonNullable<ReturnType<typeof parsePhoneNumberFromString>>

const parse = (text: string, country: CountryCode): Parsed | undefined =>
  parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })

const read = (parsed: Parsed): ReadNumber => ({
  number: parsed.number,
  formatted: parsed.formatInternational(),
  problem: null,
})

const refused = (problem: NumberProblem): ReadNumber => ({ number: null, formatted: null, problem })

const LENGTHS: Partial<Record<string, NumberProblem>> = { TOO_SHORT: 'too_short', TOO_LONG: 'too_long' }
