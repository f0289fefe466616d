import type { DataOf } from '#shared/contracts/contract'
import type { getUsage as GetUsage } from '#shared/contracts/tenant'
import type { TenantContext } from '../../context/tenant-context'
import { dayStart, monthStart } from './day'
import { fromMicros } from './settings-form'
import { sumApiUse, sumUsage, type UsageSums } from './usage.queries'

/** Today's and this month's use in the tenant's zone, beside its limits. */
export async function getUsage(ctx: TenantContext): Promise<DataOf<typeof GetUsage>> {
  const { settings } = ctx
  const now = ctx.app.clock.now()
  const monthBegan = monthStart(now, settings.timezone).toISOString()
  const today = await sumUsage(ctx.db, dayStart(now, settings.timezone).toISOString(), settings.currency)
  const month = await sumUsage(ctx.db, monthBegan, settings.currency)
  const api = await sumApiUse(ctx.db, monthBegan)
  return {
    currency: settings.currency,
    timezone: settings.timezone,
    today: {
      ...usageForm(today),
      max_calls_per_day: settings.maxCallsPerDay,
      calls_left: settings.maxCallsPerDay === null ? null : Math.max(0, settings.maxCallsPerDay - today.calls),
      spend_limit_per_day:
        settings.spendLimitPerDayMicros === null ? null : fromMicros(settings.spendLimitPerDayMicros),
      spent: fromMicros(today.spentMicros),
    },
    month: usageForm(month),
    api: {
      requests: api.requests,
      failed: api.failed,
      average_response_ms: api.requests === 0 ? null : Math.round(api.responseTime / api.requests),
    },
  }
}

function usageForm(sums: UsageSums) {
  const { calls, messages, succeeded, failed } = sums
  return { calls, messages, succeeded, failed, cost: fromMicros(sums.costMicros) }
}
