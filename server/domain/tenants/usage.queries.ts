import { and, eq, gte, inArray, sql, type SQL } from 'drizzle-orm'
import { statusesOf } from '#shared/communication/status'
import { apiMetrics } from '../../db/schema/api-metrics'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'

export interface UsageSums {
  calls: number
  messages: number
  succeeded: number
  failed: number
  costMicros: number
  spentMicros: number
}

/** What the provider refused was not placed and cost nothing: it takes no place in a limit, though it failed. */
const accepted = sql`(${log.status} <> 'failed' or ${log.twilioSid} is not null)`
/** A price in another currency than the tenant's cannot be added to its sums. */
const isOwnCurrency = sql`${log.costCurrency} = ${sql.placeholder('currency')}`

const countIf = (condition: SQL) => sql<number>`coalesce(sum(${condition}), 0)`

/**
 * Sums over what was sent since an instant; sandbox rows count nowhere.
 *
 * @param currency the tenant's: a price in another one counts as what was expected
 */
export async function sumUsage(db: TenantDb, since: string, currency: string): Promise<UsageSums> {
  const rows = await db.prepare<UsageSums[]>(
    'usage.sum',
    ({ queries, tenantId }) =>
      queries
        .select({
          calls: countIf(sql`${log.networkType} = 'call' and ${accepted}`),
          messages: countIf(sql`${log.networkType} = 'sms' and ${accepted}`),
          succeeded: countIf(sql`${inArray(log.status, statusesOf('success'))}`),
          failed: countIf(sql`${inArray(log.status, statusesOf('failed'))}`),
          costMicros: countIf(sql`case when ${isOwnCurrency} then ${log.costAmount} else 0 end`),
          spentMicros: countIf(
            sql`case when not ${accepted} then 0 when ${isOwnCurrency} then ${log.costAmount} else ${log.estimatedCost} end`,
          ),
        })
        .from(log)
        .where(
          and(
            eq(log.tenantId, tenantId),
            eq(log.direction, 'outbound'),
            eq(log.isTest, false),
            gte(log.createdAt, sql.placeholder('since')),
          ),
        ),
    { since, currency },
  )
  return rows[0]!
}

/** The tenant's own requests since an instant. */
export async function sumApiUse(db: TenantDb, since: string) {
  const rows = await db.prepare<{ requests: number; failed: number; responseTime: number }[]>(
    'usage.api',
    ({ queries, tenantId }) =>
      queries
        .select({
          requests: sql<number>`coalesce(sum(${apiMetrics.requests}), 0)`,
          failed: sql<number>`coalesce(sum(case when ${apiMetrics.statusCode} >= 500 then ${apiMetrics.requests} else 0 end), 0)`,
          responseTime: sql<number>`coalesce(sum(${apiMetrics.responseTime}), 0)`,
        })
        .from(apiMetrics)
        .where(and(eq(apiMetrics.tenantId, tenantId), gte(apiMetrics.createdAt, sql.placeholder('since')))),
    { since },
  )
  return rows[0]!
}
