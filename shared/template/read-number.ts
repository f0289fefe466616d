import { numberFormat, remembered } from './intl.ts'
import type { RenderSettings } from './settings.ts'

/** A number longer than this is an identifier, and reading it out as a quantity helps nobody. */
const MAX_INTEGER_DIGITS = 15
const MAX_FRACTION_DIGITS = 10

/**
 * Reads a number as people and programs write it: `1234.5` first, then the locale's own separators (`1.234,50` for
 * de-DE), then English ones when both appear (`1,234.50`). At most 15 digits before the point and 10 after it.
 *
 * @returns a plain decimal such as `-1234.5`, exact, or undefined when the value is no such number
 */
export function readNumber(value: string, locale: string): string | undefined {
  if (value.length > MAX_READABLE) return undefined
  const text = value.trim().replace('\u2212', '-')
  if (PLAIN.test(text)) return canonical(text)
  const own = remembered(`separators ${locale}`, () => separatorsOf(locale))
  return (
    readSeparated(text, own.group, own.decimal) ??
    (ENGLISH.test(text) ? canonical(text.replaceAll(',', '')) : undefined)
  )
}

/**
 * Reads an amount of money: a number, with or without the sign or code of the tenant's currency. An amount in another
 * currency is not an amount in this one, and is not read.
 *
 * @returns a plain decimal, exact and not rounded, or undefined
 */
export function readAmount(value: string, settings: Pick<RenderSettings, 'locale' | 'currency'>): string | undefined {
  if (value.length > MAX_READABLE) return undefined
  let text = value.trim()
  const { locale, currency } = settings
  for (const sign of remembered(`signs ${locale} ${currency}`, () => currencySigns(settings))) {
    const at = text.toUpperCase().indexOf(sign.toUpperCase())
    if (at < 0) continue
    text = `${text.slice(0, at)}${text.slice(at + sign.length)}`.trim()
    break
  }
  return readNumber(text.replace(/^([+-])\s+/, '$1'), locale)
}

const MAX_READABLE = 64
const PLAIN = new RegExp(`^[+-]?\\d{1,${MAX_INTEGER_DIGITS}}(?:\\.\\d{1,${MAX_FRACTION_DIGITS}})?$`)
const ENGLISH = /^[+-]?\d{1,3}(?:,\d{3}){1,4}\.\d{1,10}$/
/** Ungrouped, in groups of three, or India's way (1,00,000). `1,23` is none of them: it may well mean 1.23. */
const WHOLE = /^[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4}|\d{1,2}(?:,\d{2}){1,6},\d{3})$/
const SPACE_LIKE = /[\s\u00A0\u202F'’]/

function readSeparated(text: string, group: string, decimal: string): string | undefined {
  const at = text.lastIndexOf(decimal)
  const whole = at < 0 ? text : text.slice(0, at)
  const fraction = at < 0 ? '' : text.slice(at + decimal.length)
  if (at >= 0 && !/^\d{1,10}$/.test(fraction)) return undefined
  const digits = whole.replaceAll(SPACE_LIKE.test(group) ? new RegExp(SPACE_LIKE, 'g') : group, ',')
  if (!WHOLE.test(digits)) return undefined
  const joined = digits.replaceAll(',', '')
  return PLAIN.test(joined) ? canonical(fraction ? `${joined}.${fraction}` : joined) : undefined
}

/** No plus, no leading zeros, no negative zero. Decimals stay as written. */
function canonical(text: string): string {
  const [, sign, whole, fraction] = /^([+-]?)0*(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const magnitude = fraction ? `${whole}.${fraction}` : `${whole}`
  return sign === '-' && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude
}

function separatorsOf(locale: string): { group: string; decimal: string } {
  const parts = numberFormat(locale).formatToParts(1_234_567.8)
  const find = (type: string, fallback: string) => parts.find((part) => part.type === type)?.value ?? fallback
  return { group: find('group', ','), decimal: find('decimal', '.') }
}

/** Longest first, so that `US$` goes before `$`. */
function currencySigns({ locale, currency }: Pick<RenderSettings, 'locale' | 'currency'>): string[] {
  const signs = (['code', 'symbol', 'narrowSymbol'] as const).flatMap((currencyDisplay) =>
    numberFormat(locale, { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .filter((part) => part.type === 'currency')
      .map((part) => part.value),
  )
  return [...new Set(signs)].sort((a, b) => b.length - a.length)
}
