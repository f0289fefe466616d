import { dateFormat, numberFormat, plainSpaces } from './intl.ts'
import { readDate, readTime } from './read-date.ts'
import { readAmount, readNumber } from './read-number.ts'
import { readPhone } from './read-phone.ts'
import type { Segment, SpokenSegment } from './segments.ts'
import type { RenderSettings } from './settings.ts'
import type { SsmlType } from './tokenise.ts'
import { createWarnings } from './warnings.ts'
import type { RenderWarning } from './warnings.ts'

/**
 * Writes a message for reading: money, numbers, dates and times by the tenant's locale, phone numbers as written at
 * home. Audio can't be read and is left out with a warning.
 *
 * @param segments of `buildSegments`
 * @param settings of `resolveSettings`
 */
export function renderSmsText(
  segments: readonly Segment[],
  settings: RenderSettings,
): { text: string; warnings: RenderWarning[] } {
  const warnings = createWarnings()
  const parts = segments.map((segment) => {
    if (segment.kind === 'text') return segment.text
    if (segment.kind === 'audio') {
      const message = `An SMS can't play ${segment.file}: it was left out.`
      warnings.add({ code: 'audio_in_sms', message, start: segment.start, end: segment.end })
      return ''
    }
    const written = writeValue(segment, settings)
    if (written === undefined) warnings.add(unreadable(segment))
    return written ?? segment.value
  })
  return { text: parts.join(''), warnings: warnings.all() }
}

/**
 * Writes one value for reading.
 *
 * @returns undefined when the value isn't what its SSML type says; it is then shown as given
 */
function writeValue({ ssml, value }: SpokenSegment, settings: RenderSettings): string | undefined {
  if (ssml === 'digits') return value
  if (ssml === 'phone') return readPhone(value, settings.country)?.display
  if (ssml === 'date') return writeDate(value, settings)
  if (ssml === 'time') return writeTime(value, settings)
  if (ssml === 'currency') return writeAmount(value, settings)
  return writeNumber(value, settings)
}

/** The SSML types in plain words, for messages. */
export const SSML_NAMES: Readonly<Record<SsmlType, string>> = {
  number: 'a number',
  currency: 'an amount of money',
  digits: 'a row of digits',
  phone: 'a phone number',
  date: 'a date',
  time: 'a time of day',
}

/** The warning for a value that isn't what its SSML type says. */
export function unreadable({ name, ssml, start, end }: SpokenSegment): RenderWarning {
  const message = `The value of {${name}} can't be read as ${SSML_NAMES[ssml]}: it is given as it is.`
  return { code: 'unreadable_value', message, start, end, variable: name }
}

function writeNumber(value: string, { locale }: RenderSettings): string | undefined {
  const number = readNumber(value, locale)
  const decimals = number?.split('.')[1]?.length ?? 0
  const format = numberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return number === undefined ? undefined : plainSpaces(format.format(number as Intl.StringNumericLiteral))
}

function writeAmount(value: string, settings: RenderSettings): string | undefined {
  const amount = readAmount(value, settings)
  if (amount === undefined) return undefined
  const { locale, currency } = settings
  const format = numberFormat(locale, { style: 'currency', currency })
  return plainSpaces(format.format(amount as Intl.StringNumericLiteral))
}

function writeDate(value: string, settings: RenderSettings): string | undefined {
  const date = readDate(value, settings)?.toDate('UTC')
  const format = dateFormat(settings.locale, { dateStyle: 'medium' })
  return date && plainSpaces(format.format(date))
}

function writeTime(value: string, settings: RenderSettings): string | undefined {
  const time = readTime(value, settings)
  const format = dateFormat(settings.locale, { timeStyle: 'short' })
  return time && plainSpaces(format.format(Date.UTC(2000, 0, 1, time.hour, time.minute)))
}
