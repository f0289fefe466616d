import { fromDate, parseAbsolute, parseDate, startOfMonth, toCalendarDate } from '@internationalized/date'

/**
 * When the tenant's day began: midnight on its own clocks, or the first instant of a day that has no midnight.
 *
 * @param timeZone IANA name
 */
export function dayStart(now: Date, timeZone: string): Date {
  return toCalendarDate(fromDate(now, timeZone)).toDate(timeZone)
}

/** When the tenant's month began. */
export function monthStart(now: Date, timeZone: string): Date {
  return startOfMonth(toCalendarDate(fromDate(now, timeZone))).toDate(timeZone)
}

/** Today's date on the tenant's calendar, `YYYY-MM-DD`. */
export function localDate(now: Date, timeZone: string): string {
  return toCalendarDate(fromDate(now, timeZone)).toString()
}

/**
 * A period as callers give it, each end an instant or a day of the tenant's calendar: as the database writes instants,
 * `to` exclusive.
 */
export function periodOf(
  { date_from: from, date_to: to }: { date_from?: string; date_to?: string },
  timeZone: string,
): { from?: string; to?: string } {
  return {
    from: from && instantOf(from, 0, timeZone),
    to: to && instantOf(to, 1, timeZone),
  }
}

function instantOf(text: string, addDays: 0 | 1, timeZone: string): string {
  if (text.includes('T')) return parseAbsolute(text, 'UTC').toDate().toISOString()
  return parseDate(text).add({ days: addDays }).toDate(timeZone).toISOString()
}
