/*
 * Twilio names some languages in a way that Intl and to-words don't know (`cmn-CN`, `arb`, `en-GB-WLS`).
 */

const PRIMARY: Readonly<Record<string, string>> = { cmn: 'zh', arb: 'ar' }
const GENERIC_REGION = new Set(['XA'])

/**
 * @param language as `<Say language>` takes it
 * @returns the BCP 47 tag that Intl knows it by
 */
export function intlLocale(language: string): string {
  const [primary = 'en', region] = language.split('-')
  const known = PRIMARY[primary] ?? primary
  return region && !GENERIC_REGION.has(region) ? `${known}-${region}` : known
}

/**
 * Picks from the locales that a table has: the very one, else one of the same language.
 *
 * @param language as `<Say language>` takes it
 */
export function closestLocale(language: string, known: readonly string[]): string | undefined {
  const wanted = intlLocale(language)
  const primary = wanted.split('-')[0]
  return known.find((locale) => locale === wanted) ?? known.find((locale) => locale.split('-')[0] === primary)
}
