import { and, eq, getTableColumns, gte, notInArray, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { statusesOf } from '#shared/communication/status'
import { communicationLog } from '../../db/schema/communication-log'
import type { QueryScope, TenantDb } from '../../db/tenant-db'
import type { NewCommunication } from './reserve'

export interface DayLimits {
  /** When the tenant's day began. */
  since: string
  /** null: no limit. */
  maxCalls: number | null
  maxSpendMicros: number | null
  /** The tenant's: a price in another one counts as what was expected. */
  currency: string
}

/** Inserts the row unless a limit is reached. @returns the new id, or null when the limits left no place */
export async function insertWithinLimits(
  db: TenantDb,
  row: NewCommunication,
  limits: DayLimits,
): Promise<number | null> {
  const rows = await db.query(async (scope) => {
    const columns = getTableColumns(communicationLog)
    const given = Object.entries(row).filter(([, value]) => value !== undefined) as [keyof typeof columns, unknown][]
    const names = [columns.tenantId, ...given.map(([key]) => columns[key])].map((column) => sql.identifier(column.name))
    const values = [scope.tenantId, ...given.map(([key, value]) => sql`${sql.param(value, columns[key])}`)]
    return scope.queries.all<{ id: number }>(sql`
      insert into ${communicationLog} (${sql.join(names, sql`, `)})
      select ${sql.join(values, sql`, `)}
      where ${withinLimits(scope, limits, row.estimatedCost ?? 0)} and ${notRetriedYet(scope, row.retryOf)}
      returning ${sql.identifier('id')}`)
  })
  return rows[0]?.id ?? null
}

function withinLimits(scope: QueryScope, limits: DayLimits, nextMicros: number): SQL {
  const conditions: SQL[] = [sql`1`]
  const today = alias(communicationLog, 'today')
  const counted = and(
    eq(today.tenantId, scope.tenantId),
    gte(today.createdAt, limits.since),
    eq(today.direction, 'outbound'),
    eq(today.isTest, false),
    // What the provider refused took no place; see usage.queries.ts.
    sql`(${today.status} <> 'failed' or ${today.twilioSid} is not null)`,
  )
  if (limits.maxCalls !== null) {
    const calls = sql`select count(*) from ${communicationLog} as today where ${counted} and ${today.networkType} = 'call'`
    conditions.push(sql`(${calls}) < ${limits.maxCalls}`)
  }
  if (limits.maxSpendMicros !== null) {
    const spent = sql`select coalesce(sum(case when ${today.costCurrency} = ${limits.currency} then ${today.costAmount} else ${today.estimatedCost} end), 0) from ${communicationLog} as today where ${counted}`
    conditions.push(sql`(${spent}) + ${nextMicros} <= ${limits.maxSpendMicros}`)
  }
  return sql.join(conditions, sql` and `)
}

/** One retry at a time: while one is under way or has succeeded, another would reach the person twice. */
function notRetriedYet(scope: QueryScope, retryOf: number | null | undefined): SQL {
  if (!retryOf) return sql`1`
  const later = alias(communicationLog, 'later')
  const open = and(
    eq(later.tenantId, scope.tenantId),
    eq(later.retryOf, retryOf),
    notInArray(later.status, statusesOf('failed')),
  )
  return sql`not exists (select 1 from ${communicationLog} as later where ${open})`
}
