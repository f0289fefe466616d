import type { CalendarDate } from '@internationalized/date'
import { dateFormat, plainSpaces } from '#shared/template/intl.ts'
import { fieldOrder, readDate, readTime } from '#shared/template/read-date.ts'
import { readAmount, readNumber } from '#shared/template/read-number.ts'
import { readPhone } from '#shared/template/read-phone.ts'
import type { SpokenSegment } from '#shared/template/segments.ts'
import type { RenderSettings } from '#shared/template/settings.ts'
import type { InterpretAs, SayAsFormat } from '#shared/template/twiml-enums.ts'
import { intlLocale } from './speech-language.ts'
import { currencyWords, numberWords } from './spoken-words.ts'
import type { Interpretations } from './voice-capabilities.ts'

/** What goes into a `<Say>`. `heard` is what an annotated text sounds like, written out. */
export type SpeechNode =
  | { kind: 'text'; text: string }
  | { kind: 'say-as'; interpretAs: InterpretAs; format?: SayAsFormat; text: string; heard: string }

export interface SpeechContext {
  /** As `<Say language>` takes it: the language that is really spoken. */
  language: string
  interpretations: Interpretations
  settings: RenderSettings
}

/**
 * Turns a value into something that is spoken right: an SSML node where the voice has one for its type, otherwise the
 * words, the separated digits or the date written out.
 *
 * @returns the node, and whether the voice lacked the type; undefined when the value isn't what its type says
 */
export function speakValue(
  segment: SpokenSegment,
  context: SpeechContext,
): { node: SpeechNode; lacking: boolean } | undefined {
  const value = segment.value.trim()
  if (segment.ssml === 'number') return speakNumber(value, context)
  if (segment.ssml === 'currency') return speakAmount(value, context)
  if (segment.ssml === 'digits') return speakDigits(value, context)
  if (segment.ssml === 'phone') return speakPhone(value, context)
  if (segment.ssml === 'date') return speakDate(value, context)
  return speakTime(value, context)
}

type Spoken = ReturnType<typeof speakValue>

function speakNumber(value: string, { language, interpretations, settings }: SpeechContext): Spoken {
  const number = readNumber(value, settings.locale)
  return number === undefined
    ? undefined
    : node(interpretations.number, number, numberWords(number, language) ?? number)
}

function speakAmount(value: string, { language, settings }: SpeechContext): Spoken {
  const amount = readAmount(value, settings)
  return amount === undefined ? undefined : asText(currencyWords(amount, settings.currency, language))
}

/** Longer than any account or tracking number; what is longer is no code that somebody should write down. */
const MAX_DIGITS = 64

function speakDigits(value: string, { interpretations }: SpeechContext): Spoken {
  const compact = value.replace(/[\s./-]/g, '')
  if (compact.length > MAX_DIGITS || !/^[\p{L}\p{N}]+$/u.test(compact)) return undefined
  const separated = [...compact].join(' ')
  return node(/^\d+$/.test(compact) ? interpretations.digits : interpretations.characters, compact, separated)
}

function speakPhone(value: string, { interpretations, settings }: SpeechContext): Spoken {
  const phone = readPhone(value, settings.country)
  // `telephone` knows numbers as they're dialled at home; others, and short codes, are said digit by digit.
  if (phone?.isHome) return node(interpretations.phone, phone.digits, separateGroups(phone.display))
  if (phone) return asText(separateGroups(phone.display))
  return /^[\d\s().+-]{3,40}$/.test(value) && /\d/.test(value) ? asText(separateGroups(value)) : undefined
}

function speakDate(value: string, { language, interpretations, settings }: SpeechContext): Spoken {
  const date = readDate(value, settings)
  if (!date) return undefined
  const locale = intlLocale(language)
  const format = dateFormat(locale, { dateStyle: 'long' })
  const order = fieldOrder(locale)
  return node(interpretations.date, figures(date, order), plainSpaces(format.format(date.toDate('UTC'))), order)
}

function speakTime(value: string, { language, settings }: SpeechContext): Spoken {
  const time = readTime(value, settings)
  const format = dateFormat(intlLocale(language), { timeStyle: 'short' })
  return time && asText(plainSpaces(format.format(Date.UTC(2000, 0, 1, time.hour, time.minute))))
}

/** Padded, because Google counts the digits of each field: four, two and two. */
function figures({ year, month, day }: CalendarDate, order: 'mdy' | 'dmy' | 'ymd'): string {
  const [y, m, d] = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')]
  if (order === 'ymd') return `${y}-${m}-${d}`
  return order === 'mdy' ? `${m}/${d}/${y}` : `${d}/${m}/${y}`
}

/** `(202) 555-1212` → `2 0 2, 5 5 5, 1 2 1 2`: a comma is a short pause. */
function separateGroups(number: string): string {
  return (number.match(/\d+/g) ?? []).map((group) => [...group].join(' ')).join(', ')
}

function node(interpretAs: InterpretAs | undefined, text: string, heard: string, format?: SayAsFormat): Spoken {
  if (!interpretAs) return { node: { kind: 'text', text: heard }, lacking: true }
  return { node: { kind: 'say-as', interpretAs, ...(format && { format }), text, heard }, lacking: false }
}

/** No voice has an annotation for it, so none lacks one. */
function asText(text: string): Spoken {
  return { node: { kind: 'text', text }, lacking: false }
}
