import { eq } from 'drizzle-orm'
import type { ErrorName } from '#shared/contracts/errors'
import type { TenantContext } from '../../context/tenant-context'
import { optOuts } from '../../db/schema/opt-outs'
import { dayStart } from '../tenants/day'
import { fromMicros } from '../tenants/settings-form'
import { sumUsage } from '../tenants/usage.queries'
import type { Destination } from './destination'
import { zonesOf } from './destination'
import { isQuiet } from './quiet-hours'

export type RuleName = 'number' | 'country' | 'opt_out' | 'quiet_hours' | 'calls_per_day' | 'spend_per_day'

/** One rule's answer: `error` is what a refusal raises, null when it passes. */
export interface RuleResult {
  rule: RuleName
  error: ErrorName | null
  message: string
  evidence: Record<string, unknown>
}

const passed = (rule: RuleName, message: string, evidence: Record<string, unknown> = {}): RuleResult => ({
  rule,
  error: null,
  message,
  evidence,
})

/** A number that nobody can have is refused before it costs anything. */
export function numberRule(to: string, { isPossible, canonical }: Destination): RuleResult {
  if (isPossible && canonical !== to) {
    // Opt-outs and the ledger know a number by its digits: a second spelling would slip past both.
    const evidence = { field: 'to', issue: `is written ${canonical}`, to, canonical }
    return { rule: 'number', error: 'VALIDATION_ERROR', message: `${to} is written ${canonical}`, evidence }
  }
  if (isPossible) return passed('number', 'The number is possible')
  const message = `${to} is not a number that anybody can have`
  return {
    rule: 'number',
    error: 'VALIDATION_ERROR',
    message,
    evidence: { field: 'to', issue: 'is not a possible number', to },
  }
}

/** Fails closed: a country that cannot be told is not on the list. */
export function countryRule(ctx: TenantContext, { country }: Destination): RuleResult {
  const allowed = ctx.settings.allowedCountries
  if (!allowed) return passed('country', 'Every country is allowed', { country })
  if (country && allowed.includes(country)) return passed('country', `${country} is allowed`, { country })
  const message = country ? `Numbers of ${country} are not allowed here` : "The number's country cannot be told"
  return { rule: 'country', error: 'COUNTRY_NOT_ALLOWED', message, evidence: { country, allowed_countries: allowed } }
}

export async function optOutRule(ctx: TenantContext, to: string): Promise<RuleResult> {
  const [row] = await ctx.db.find(optOuts, { where: eq(optOuts.phoneNumber, to), limit: 1 })
  if (!row) return passed('opt_out', 'The number has not opted out')
  const evidence = { opted_out_at: row.createdAt, source: row.source, reason: row.reason }
  return { rule: 'opt_out', error: 'OPTED_OUT', message: `${to} has opted out`, evidence }
}

/** Where a number may be in several zones, it must be a fit time in all of them; where nobody knows, it is not. */
export function quietHoursRule(ctx: TenantContext, to: string): RuleResult {
  const { quietHours } = ctx.settings
  if (!quietHours) return passed('quiet_hours', 'No quiet hours are set')
  const zones = zonesOf(to)
  const now = ctx.app.clock.now()
  const quietIn = zones.filter((zone) => isQuiet(now, zone, quietHours))
  const evidence = { quiet_hours: quietHours, time_zones: zones.slice(0, 10), quiet_in: quietIn.slice(0, 10) }
  if (zones.length > 0 && quietIn.length === 0) return passed('quiet_hours', 'It is not quiet hours there', evidence)
  const message = zones.length === 0 ? "The number's time zone cannot be told" : `It is quiet hours in ${quietIn[0]}`
  return { rule: 'quiet_hours', error: 'QUIET_HOURS', message, evidence }
}

/** The two limits of the tenant's day, as they stand. What reserves a place is the insert itself, see `reserve.ts`. */
export async function limitRules(
  ctx: TenantContext,
  kind: 'call' | 'sms',
  estimatedMicros: number,
): Promise<RuleResult[]> {
  const { maxCallsPerDay, spendLimitPerDayMicros, timezone, currency } = ctx.settings
  const since = dayStart(ctx.app.clock.now(), timezone).toISOString()
  const needsSums = (kind === 'call' && maxCallsPerDay !== null) || spendLimitPerDayMicros !== null
  const sums = needsSums ? await sumUsage(ctx.db, since, currency) : { calls: 0, spentMicros: 0 }
  return [
    callsRule(kind, sums.calls, maxCallsPerDay, { since, timezone }),
    spendRule(sums.spentMicros, estimatedMicros, spendLimitPerDayMicros, { since, timezone, currency }),
  ]
}

function callsRule(kind: 'call' | 'sms', calls: number, max: number | null, day: Record<string, unknown>): RuleResult {
  if (kind === 'sms') return passed('calls_per_day', 'Messages are not limited by number')
  if (max === null) return passed('calls_per_day', 'Calls are not limited by number')
  const evidence = { max_calls_per_day: max, calls_today: calls, ...day }
  if (calls < max) return passed('calls_per_day', `${max - calls} calls are left today`, evidence)
  return { rule: 'calls_per_day', error: 'DAILY_LIMIT_REACHED', message: `The day's ${max} calls are made`, evidence }
}

function spendRule(spent: number, next: number, max: number | null, day: Record<string, unknown>): RuleResult {
  if (max === null) return passed('spend_per_day', 'Spending is not limited')
  const evidence = {
    spend_limit_per_day: fromMicros(max),
    spent_today: fromMicros(spent),
    expected_cost: fromMicros(next),
    ...day,
  }
  if (spent + next <= max) return passed('spend_per_day', 'The expected cost fits into the day', evidence)
  const message = `This would go over the day's limit of ${fromMicros(max)} ${String(day.currency)}`
  return { rule: 'spend_per_day', error: 'DAILY_LIMIT_REACHED', message, evidence }
}
