import type { TenantContext } from '../../context/tenant-context'
import type { communicationLog } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { refusalOf } from '../compliance/gate'
import { limitRules } from '../compliance/rules'
import { dayStart } from '../tenants/day'
import { insertWithinLimits } from './reserve.queries'

export type NewCommunication = Omit<typeof communicationLog.$inferInsert, 'tenantId' | 'id'>

/**
 * Adds the row, and with it takes its place in the day's limits: the statement that inserts is the one that counts, so
 * of many parallel sends exactly as many get in as there are places.
 *
 * @returns the row's id
 * @throws AppError DAILY_LIMIT_REACHED with the limit's numbers; CONFLICT for a retry of what is retried already
 */
export async function reserve(ctx: TenantContext, tx: TenantDb, row: NewCommunication): Promise<number> {
  const { maxCallsPerDay, spendLimitPerDayMicros, timezone } = ctx.settings
  const id = await insertWithinLimits(tx, row, {
    since: dayStart(ctx.app.clock.now(), timezone).toISOString(),
    maxCalls: row.isTest || row.networkType !== 'call' ? null : maxCallsPerDay,
    currency: ctx.settings.currency,
    maxSpendMicros: row.isTest ? null : spendLimitPerDayMicros,
  })
  if (id !== null) return id
  const rules = await limitRules({ ...ctx, db: tx }, row.networkType, row.estimatedCost ?? 0)
  const refused = rules.find((rule) => rule.error !== null)
  if (refused) throw refusalOf(refused)
  throw new AppError('CONFLICT', 'It is being sent again already, or was', { retry_of: row.retryOf })
}
