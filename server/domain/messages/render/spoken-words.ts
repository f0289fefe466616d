import { LOCALES, ToWords } from 'to-words'
import { numberFormat, plainSpaces, remembered } from '#shared/template/intl.ts'
import { closestLocale, intlLocale } from './speech-language.ts'

/**
 * Writes a number in words, in the voice's language.
 *
 * @param decimal of `readNumber`
 * @param language as `<Say language>` takes it
 * @returns undefined for a language without a word list: the voice then reads the figures
 */
export function numberWords(decimal: string, language: string): string | undefined {
  const locale = closestLocale(language, PREFERRED_FIRST)
  return locale && spoken(converter(locale).convert(decimal), locale)
}

/**
 * Writes an amount of money in words: "twelve dollars and fifty cents". No voice but Google's has a currency type, and
 * TwiML's list doesn't name it, so every voice gets words.
 *
 * @param decimal of `readAmount`; it is rounded to what the currency has
 * @param currency ISO 4217
 * @param language as `<Say language>` takes it
 */
export function currencyWords(decimal: string, currency: string, language: string): string {
  const amount = roundTo(decimal, currency)
  const locale = closestLocale(language, LOCALES_BY_CURRENCY[currency] ?? [])
  if (!locale) return namedCurrency(amount, currency, language)
  const [whole, cents] = amount.replace('-', '').split('.')
  const onlyCents = Number(whole) === 0 && Number(cents ?? 0) > 0
  const options = { currency: true, doNotAddOnly: true, ignoreZeroCurrency: onlyCents }
  return spoken(converter(locale).convert(amount, options), locale)
}

/** Regions whose words serve the whole language come before the others. */
const PREFERRED_FIRST = [
  'en-US',
  'es-ES',
  'fr-FR',
  'de-DE',
  'pt-BR',
  'nl-NL',
  'zh-CN',
  'ar-SA',
  ...Object.keys(LOCALES),
]

/** Locales of to-words by the currency whose coins they can name. */
const LOCALES_BY_CURRENCY: Readonly<Record<string, string[]>> = {
  AED: ['ar-AE', 'en-AE'],
  ARS: ['es-AR'],
  AUD: ['en-AU'],
  BGN: ['bg-BG'],
  BRL: ['pt-BR'],
  CAD: ['en-CA', 'fr-CA'],
  CHF: ['de-CH', 'fr-CH'],
  CLP: ['es-CL'],
  CNY: ['zh-CN'],
  COP: ['es-CO'],
  CZK: ['cs-CZ'],
  DKK: ['da-DK'],
  EUR: [
    'en-IE',
    'de-DE',
    'de-AT',
    'fr-FR',
    'fr-BE',
    'es-ES',
    'it-IT',
    'nl-NL',
    'pt-PT',
    'ca-ES',
    'el-GR',
    'fi-FI',
    'sk-SK',
  ],
  GBP: ['en-GB'],
  HUF: ['hu-HU'],
  IDR: ['id-ID'],
  ILS: ['he-IL'],
  INR: ['en-IN', 'hi-IN', 'gu-IN', 'kn-IN', 'ml-IN', 'mr-IN', 'pa-IN', 'ta-IN', 'te-IN'],
  ISK: ['is-IS'],
  JPY: ['ja-JP'],
  KRW: ['ko-KR'],
  MXN: ['es-MX'],
  MYR: ['en-MY', 'ms-MY'],
  NOK: ['nb-NO'],
  NZD: ['en-NZ'],
  PEN: ['es-PE'],
  PHP: ['en-PH', 'fil-PH'],
  PLN: ['pl-PL'],
  RON: ['ro-RO'],
  RSD: ['sr-RS'],
  RUB: ['ru-RU'],
  SEK: ['sv-SE'],
  THB: ['th-TH'],
  TRY: ['tr-TR'],
  TWD: ['zh-TW'],
  UAH: ['uk-UA'],
  USD: ['en-US', 'es-US'],
  VND: ['vi-VN'],
  ZAR: ['en-ZA', 'af-ZA'],
}

function converter(localeCode: string): ToWords {
  return remembered(`words ${localeCode}`, () => new ToWords({ localeCode }))
}

/** The currency by Intl's name for it, "twelve point five Swiss francs": the names of coins are in no table. */
function namedCurrency(amount: string, currency: string, language: string): string {
  const locale = intlLocale(language)
  const options = { style: 'currency', currency, currencyDisplay: 'name', minimumFractionDigits: 0 } as const
  const parts = numberFormat(locale, options).formatToParts(amount as Intl.StringNumericLiteral)
  const words = numberWords(amount, language)
  if (words === undefined) return plainSpaces(parts.map((part) => part.value).join(''))
  const figures = new Set(['minusSign', 'integer', 'group', 'decimal', 'fraction'])
  const first = parts.findIndex((part) => figures.has(part.type))
  const rest = parts.map((part, at) => (at === first ? words : figures.has(part.type) ? '' : part.value))
  return plainSpaces(rest.join(''))
}

function roundTo(decimal: string, currency: string): string {
  const { maximumFractionDigits = 2 } = numberFormat('en-US', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  const format = numberFormat('en-US', {
    useGrouping: false,
    minimumFractionDigits: maximumFractionDigits,
    maximumFractionDigits,
    signDisplay: 'negative',
  })
  return format.format(decimal as Intl.StringNumericLiteral)
}

/** to-words writes headlines (One Hundred Dollars); speech is a sentence. */
function spoken(words: string, locale: string): string {
  return words.toLocaleLowerCase(locale).replace(/\s+/g, ' ').trim()
}
