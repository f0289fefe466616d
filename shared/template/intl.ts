/*
 * The way to Intl for everything that is rendered. Building a formatter takes longer than a hundred uses of it, and a
 * campaign uses the same few for every message.
 */

/**
 * A formatter for numbers, built once.
 *
 * @param locale BCP 47. With an unsupported one alone Intl would take the machine's own, and the same input give other
 * bytes on another machine: en-US it is.
 */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `number ${locale} ${JSON.stringify(options)}`
  return remembered(key, () => new Intl.NumberFormat([locale, 'en-US'], options))
}

/**
 * A formatter for calendar dates and times of day in UTC, built once: a date that has been read has no zone any more.
 *
 * @param locale BCP 47, or en-US
 */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `date ${locale} ${JSON.stringify(options)}`
  const whole = { calendar: 'gregory', timeZone: 'UTC', ...options }
  return remembered(key, () => new Intl.DateTimeFormat([locale, 'en-US'], whole))
}

/**
 * Keeps what is costly to make.
 *
 * @param key what it was made from; equal keys must make equal values
 */
export function remembered<T>(key: string, make: () => T): T {
  if (memory.has(key)) return memory.get(key) as T
  // Locales come from tenants' settings: without a bound, somebody could fill the memory with invented ones.
  if (memory.size >= MAX_REMEMBERED) memory.clear()
  const value = make()
  memory.set(key, value)
  return value
}

/**
 * Writes Intl's no-break and narrow spaces and its minus as plain ones: they'd force an SMS into UCS-2 (70 characters
 * instead of 160), and voices stumble over some of them.
 */
export function plainSpaces(text: string): string {
  return text
    .replace(/[\u00A0\u2007\u2009\u202F]/g, ' ')
    .replace(/\u2212/g, '-')
    .replace(/[\u200E\u200F\u061C]/g, '')
}

const MAX_REMEMBERED = 500
const memory = new Map<string, unknown>()
