import type { getDashboard as GetDashboard } from '#shared/contracts/analytics'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../../context/tenant-context'
import { monthStart } from '../tenants/day'
import { fromMicros } from '../tenants/settings-form'
import { attentionForm } from './attention'
import { countByDay, groupFailures, sumCost } from './dashboard.queries'
import { foldIntoDays, lastDays, sumCounts } from './local-days'

type Dashboard = DataOf<typeof GetDashboard>

const DAYS = { '7d': 7, '30d': 30, '90d': 90 }
const DAY_MS = 24 * 60 * 60 * 1000
const ATTENTION = { sinceMs: 7 * DAY_MS, kinds: 5 }

/** What happened lately, in the tenant's days and zone. */
export async function getDashboard(ctx: TenantContext, { query }: InputOf<typeof GetDashboard>): Promise<Dashboard> {
  const { timezone, currency } = ctx.settings
  const now = ctx.app.clock.now()
  const calendar = lastDays(now, timezone, DAYS[query.period])
  const { days, inbound } = foldIntoDays(calendar, await countByDay(ctx.db, calendar))
  const failures = await groupFailures(
    ctx.db,
    new Date(now.getTime() - ATTENTION.sinceMs).toISOString(),
    ATTENTION.kinds,
  )
  return {
    period: query.period,
    timezone,
    currency,
    days,
    totals: {
      calls: sumCounts(days.map((day) => day.calls)),
      messages: sumCounts(days.map((day) => day.messages)),
      inbound,
    },
    cost: await costOf(ctx, now, calendar.at(-1)!),
    attention: failures.map(attentionForm),
  }
}

async function costOf(
  ctx: TenantContext,
  now: Date,
  today: { date: string; start: string },
): Promise<Dashboard['cost']> {
  const { timezone, currency } = ctx.settings
  const month = monthStart(now, timezone)
  const previousMonth = monthStart(new Date(month.getTime() - DAY_MS / 2), timezone)
  const starts = { previousMonth: previousMonth.toISOString(), month: month.toISOString(), today: today.start }
  const sums = await sumCost(ctx.db, starts, currency)
  return {
    month: fromMicros(sums.month),
    month_to: today.date,
    previous_month: sums.previousCount === 0 ? null : fromMicros(sums.previousMonth),
    today: fromMicros(sums.today),
  }
}
