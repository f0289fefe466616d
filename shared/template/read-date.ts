import { CalendarDate, Time, parseAbsolute, toCalendarDate, toTime } from '@internationalized/date'
import { dateFormat, remembered } from './intl.ts'
import type { RenderSettings } from './settings.ts'

type DateSettings = Pick<RenderSettings, 'locale' | 'timeZone'>

/**
 * Reads a calendar date: ISO 8601 (`2026-01-05`, with or without a time), `20260105`, `2026/1/5`, `1/5/2026` in the
 * locale's order (day first with dots, and where the month can't be one), `January 5, 2026`, `5 January 2026` with
 * English or the locale's month names. An instant (a time with `Z` or an offset) is told in the tenant's zone.
 *
 * @returns undefined when the value is no date, a date that doesn't exist, or has a year of two digits
 */
export function readDate(value: string, settings: DateSettings): CalendarDate | undefined {
  const text = value.trim()
  if (text.length > MAX_READABLE) return undefined
  const dated = DATE_TIME.exec(text)
  if (dated?.[5]) return readInstant(dated, settings, toCalendarDate)
  if (dated) return readTime(`${dated[4]}`, settings) && existing(dated[1], dated[2], dated[3])
  return readNumericDate(text, settings.locale) ?? readNamedDate(text, settings.locale)
}

/**
 * Reads a time of day: `14:30`, `14:30:00`, `2:30 PM`, `2pm`, or the time of an ISO 8601 date and time, which is told
 * in the tenant's zone when it is an instant.
 *
 * @returns undefined when the value is no time of day
 */
export function readTime(value: string, settings: DateSettings): Time | undefined {
  const text = value.trim()
  if (text.length > MAX_READABLE) return undefined
  const dated = DATE_TIME.exec(text)
  if (dated?.[5]) return readInstant(dated, settings, toTime)
  const [, hours, minutes = '0', seconds = '0', half] = TIME.exec(dated?.[4] ?? text) ?? []
  if (!hours || (!half && !text.includes(':'))) return undefined
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hours)
  if ((half && (Number(hours) < 1 || Number(hours) > 12)) || hour > 23) return undefined
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined
  return new Time(hour, Number(minutes), Number(seconds))
}

/** Whether the locale writes the month before the day, and whether the year comes first. */
export function fieldOrder(locale: string): 'mdy' | 'dmy' | 'ymd' {
  return remembered(`order ${locale}`, () => {
    const order = dateFormat(locale, { dateStyle: 'short' })
      .formatToParts(0)
      .flatMap(({ type }) => (type === 'year' || type === 'month' || type === 'day' ? [type[0]] : []))
      .join('')
    return order === 'mdy' || order === 'ymd' ? order : 'dmy'
  })
}

const MAX_READABLE = 64
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?\s?(Z|[+-]\d{2}:?\d{2})?$/
const TIME = /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?(?:\s?([ap])\.?m\.?)?$/i

function readInstant<T>(
  dated: RegExpExecArray,
  { timeZone }: DateSettings,
  part: (instant: ReturnType<typeof parseAbsolute>) => T,
): T | undefined {
  const [, year, month, day, time, offset] = dated
  if (!existing(year, month, day)) return undefined
  try {
    return part(parseAbsolute(`${year}-${month}-${day}T${time}${offset}`, timeZone))
  } catch {
    return undefined
  }
}

function readNumericDate(text: string, locale: string): CalendarDate | undefined {
  const [, compactYear, compactMonth, compactDay] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? []
  if (compactYear) return existing(compactYear, compactMonth, compactDay)
  const [, year, , month, day] = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text) ?? []
  if (year) return existing(year, month, day)
  const [, first, mark, second, last] = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text) ?? []
  if (!first) return undefined
  const monthFirst = mark !== '.' && fieldOrder(locale) !== 'dmy'
  const [ours, theirs] = [existing(last, first, second), existing(last, second, first)]
  return monthFirst ? (ours ?? theirs) : (theirs ?? ours)
}

function readNamedDate(text: string, locale: string): CalendarDate | undefined {
  const monthFirst = /^(\p{L}+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u.exec(text)
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?\.?(?: de)? (\p{L}+)\.?(?: de)?,? (\d{4})$/u.exec(text)
  const [name, day, year] = monthFirst
    ? [monthFirst[1], monthFirst[2], monthFirst[3]]
    : [dayFirst?.[2], dayFirst?.[1], dayFirst?.[3]]
  const months = remembered(`months ${locale}`, () => monthNumbers(locale))
  const month = name && months.get(name.toLowerCase())
  return month ? existing(year, month, day) : undefined
}

/** The months of English and of the locale, in full and short, by name in lower case. */
function monthNumbers(locale: string): Map<string, number> {
  const numbers = new Map<string, number>()
  for (const language of ['en-US', locale]) {
    for (const month of ['long', 'short'] as const) {
      // With the day beside it a month takes the form that it has inside a date (Polish, Russian: the genitive).
      const format = dateFormat(language, { month, day: 'numeric' })
      for (let number = 1; number <= 12; number++) {
        const part = format.formatToParts(Date.UTC(2026, number - 1, 1)).find(({ type }) => type === 'month')
        if (part) numbers.set(part.value.toLowerCase().replace(/\.$/, ''), number)
      }
    }
  }
  return numbers
}

/** CalendarDate moves the 31st of February to the 28th; a date that doesn't exist must not be announced as another. */
function existing(year: unknown, month: unknown, day: unknown): CalendarDate | undefined {
  const date = new CalendarDate(Number(year), Number(month), Number(day))
  return date.month === Number(month) && date.day === Number(day) && date.year === Number(year) ? date : undefined
}
