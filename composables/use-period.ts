export const PERIODS = ['today', '7d', '30d', 'custom'] as const

/** Of the filters of an address. */
export interface PeriodFilter {
  period?: string
  from?: string
  to?: string
}

/** How a filter's period is written in an address: for `useUrlFilters`. */
export const PERIOD_FILTERS = { period: PERIODS, from: isDay, to: isDay } as const

const DAYS_BACK: Record<string, number> = { today: 0, '7d': 6, '30d': 29 }
const DAY_MS = 24 * 60 * 60 * 1000

/** Turns a period of the filters into days of the tenant's calendar, as the API takes them. */
export function usePeriod() {
  const session = useSessionStore()
  // The server's day, so that both draw the same; a page that stays open over midnight goes on with its own.
  const today = useState('today', () => dayIn(session.current?.tenant.timezone))

  return {
    renew(): void {
      today.value = dayIn(session.current?.tenant.timezone)
    },
    daysOf({ period, from, to }: PeriodFilter): { date_from?: string; date_to?: string } {
      if (period === 'custom') return { date_from: from, date_to: to }
      const back = DAYS_BACK[period ?? '']
      return back === undefined ? {} : { date_from: daysBefore(today.value, back) }
    },
  }
}

/** `2026-11-21`, there and now. */
function dayIn(timeZone = 'UTC'): string {
  // Canada writes days as ISO 8601 does.
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(),
  )
}

const daysBefore = (day: string, count: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MS).toISOString().slice(0, 10)

/** The 31st of February has the form of a day, and is none. */
function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && daysBefore(text, 0) === text
  )
}
