import { fromDate, toCalendarDate } from '@internationalized/date'
import { outcomeOf, type Outcome } from '#shared/communication/status'
import type { DayGroup } from './dashboard.queries'

/** A day of a tenant's calendar. */
export interface LocalDay {
  /** `YYYY-MM-DD`. */
  date: string
  /** When it begins, as the database writes instants. */
  start: string
}

export type OutcomeCounts = Record<Outcome, number>

export interface DayCounts {
  date: string
  calls: OutcomeCounts
  messages: OutcomeCounts
}

/** The last days of a zone, today last. Days when the clocks change have 23 or 25 hours. */
export function lastDays(now: Date, timeZone: string, count: number): LocalDay[] {
  const today = toCalendarDate(fromDate(now, timeZone))
  return Array.from({ length: count }, (_, index) => {
    const day = today.subtract({ days: count - 1 - index })
    return { date: day.toString(), start: day.toDate(timeZone).toISOString() }
  })
}

/** Puts each group into its day. Every day is there, also without any. */
export function foldIntoDays(
  days: readonly LocalDay[],
  groups: readonly DayGroup[],
): { days: DayCounts[]; inbound: number } {
  const folded = days.map(({ date }) => ({ date, calls: noCounts(), messages: noCounts() }))
  let inbound = 0
  for (const { day, networkType, direction, status, count } of groups) {
    if (direction === 'inbound') inbound += count
    else folded[day]![networkType === 'call' ? 'calls' : 'messages'][outcomeOf(status)] += count
  }
  return { days: folded, inbound }
}

export function sumCounts(counts: readonly OutcomeCounts[]): OutcomeCounts {
  const total = noCounts()
  for (const { success, failed, pending } of counts) {
    total.success += success
    total.failed += failed
    total.pending += pending
  }
  return total
}

const noCounts = (): OutcomeCounts => ({ success: 0, failed: 0, pending: 0 })
