import { and, eq, gte, inArray, isNotNull, ne, or, sql } from 'drizzle-orm'
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

const countIf = (condition: ReturnType<typeof sql>) => sql<number>`coalesce(sum(${condition}), 0)`

/** Sums over what was sent since an instant; sandbox rows count nowhere. */
export async function sumUsage(db: TenantDb, since: string): Promise<UsageSums> {
  const rows = await db.prepare<UsageSums[]>(
    'usage.sum',
    ({ queries, tenantId }) =>
      queries
        .select({
          calls: countIf(sql`${log.networkType} = 'call'`),
          messages: countIf(sql`${log.networkType} = 'sms'`),
          succeeded: countIf(sql`${inArray(log.status, statusesOf('success'))}`),
          failed: countIf(sql`${inArray(log.status, statusesOf('failed'))}`),
          costMicros: sql<number>`coalesce(sum(${log.costAmount}), 0)`,
          spentMicros: sql<number>`coalesce(sum(coalesce(${log.costAmount}, ${log.estimatedCost})), 0)`,
        })
        .from(log)
        .where(
          and(
            eq(log.tenantId, tenantId),
            eq(log.direction, 'outbound'),
            eq(log.isTest, false),
            gte(log.createdAt, sql.placeholder('since')),
            wasAccepted(),
          ),
        ),
    { since },
  )
  return rows[0]!
}

/** What the provider refused was not placed and cost nothing: it takes no place in a limit. */
export function wasAccepted() {
  return or(ne(log.status, 'failed'), isNotNull(log.twilioSid))
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
