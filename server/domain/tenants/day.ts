import { fromDate, startOfMonth, toCalendarDate } from '@internationalized/date'

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
