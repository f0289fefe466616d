import { fromDate, toCalendarDate } from '@internationalized/date'
import type { Outcome } from '#shared/communication/status'
import type { QuarterCount } from './dashboard.queries'

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

/** Puts each quarter of an hour into the day that it is in. Every day is there, also without any. */
export function foldIntoDays(
  days: readonly LocalDay[],
  quarters: readonly QuarterCount[],
): { days: DayCounts[]; inbound: number } {
  const folded = days.map(({ date }) => ({ date, calls: noCounts(), messages: noCounts() }))
  let inbound = 0
  for (const { quarter, kind, outcome, count } of quarters) {
    if (kind === 'inbound') {
      inbound += count
      continue
    }
    const day = folded[dayOf(days, `${quarter}:00.000Z`)]
    if (day) day[kind === 'call' ? 'calls' : 'messages'][outcome] += count
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

/** The last day that has begun by then; -1 before the first. */
function dayOf(days: readonly LocalDay[], instant: string): number {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (days[middle]!.start <= instant) low = middle + 1
    else high = middle
  }
  return low - 1
}
