import { and, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { FAILED, failureKind } from '../communications/history.queries'
import type { LocalDay } from './local-days'

/** How many communications of one kind and status began on a day. */
export interface DayGroup {
  /** Which of the days that were asked for. */
  day: number
  networkType: 'call' | 'sms'
  direction: 'inbound' | 'outbound'
  status: string
  count: number
}

/** Micro-units of the tenant's currency that were charged, and how many were sent in the month before. */
export interface CostSums {
  month: number
  today: number
  previousMonth: number
  previousCount: number
}

/** Failures of one kind. */
export interface FailureGroup {
  errorCode: number | null
  kind: string
  count: number
  exampleId: number
  /** Of the example, which is the newest. */
  lastAt: string
  said: string | null
}

const isReal = eq(log.isTest, false)
/** After every instant that the database writes. */
const END_OF_TIME = '9999'

/**
 * Counts what began on each day. Every day is a short walk along the index with a few groups of its own: grouping all
 * rows of 90 days at once sorts them all, and takes ten times as long with ten thousand of them.
 *
 * @param days from the first to the last, each ending where the next begins
 */
export async function countByDay(db: TenantDb, days: readonly LocalDay[]): Promise<DayGroup[]> {
  const values = days.map(({ start }, day) => sql`(${day}, ${start}, ${days[day + 1]?.start ?? END_OF_TIME})`)
  const rows = await db.query(({ queries, tenantId }) => {
    const groups = sql`
      select json_array(${log.networkType}, ${log.direction}, ${log.status}, count(*)) as one from ${log}
      where ${log.tenantId} = ${tenantId} and ${log.createdAt} >= days.column2 and ${log.createdAt} < days.column3
        and ${isReal}
      group by ${log.networkType}, ${log.direction}, ${log.status}`
    return queries.all<{ day: number; found: string }>(sql`
      with days as (values ${sql.join(values, sql`, `)})
      select days.column1 as day, (select json_group_array(json(one)) from (${groups})) as found from days`)
  })
  return rows.flatMap(({ day, found }) =>
    (JSON.parse(found) as [DayGroup['networkType'], DayGroup['direction'], string, number][]).map(
      ([networkType, direction, status, count]) => ({ day, networkType, direction, status, count }),
    ),
  )
}

/** @param starts when the month before, this month and today began */
export async function sumCost(
  db: TenantDb,
  starts: { previousMonth: string; month: string; today: string },
  currency: string,
): Promise<CostSums> {
  const charged = sql`case when ${log.costCurrency} = ${sql.placeholder('currency')} then ${log.costAmount} else 0 end`
  const since = (name: string) => gte(log.createdAt, sql.placeholder(name))
  const sumIf = (condition: unknown) => sql<number>`coalesce(sum(case when ${condition} then ${charged} end), 0)`
  const rows = await db.prepare<CostSums[]>(
    'dashboard.cost',
    ({ queries, tenantId }) =>
      queries
        .select({
          month: sumIf(since('month')),
          today: sumIf(since('today')),
          previousMonth: sumIf(sql`not ${since('month')}`),
          previousCount: sql<number>`coalesce(sum(not ${since('month')}), 0)`,
        })
        .from(log)
        .where(and(eq(log.tenantId, tenantId), eq(log.direction, 'outbound'), isReal, since('previousMonth'))),
    { ...starts, currency },
  )
  return rows[0]!
}

/** Why communications failed since an instant, the most frequent first. What was canceled on purpose is no failure. */
export async function groupFailures(db: TenantDb, since: string, limit: number): Promise<FailureGroup[]> {
  return db.prepare<FailureGroup[]>(
    'dashboard.failures',
    ({ queries, tenantId }) =>
      queries
        .select({
          errorCode: log.errorCode,
          kind: failureKind.as('kind'),
          count: sql<number>`count(*)`.as('count'),
          // With one max(), the other columns come from the row that holds it (sqlite.org/lang_select.html, "bare columns").
          exampleId: sql<number>`max(${log.id})`.as('example_id'),
          lastAt: log.createdAt,
          said: log.errorMessage,
        })
        .from(log)
        .where(
          and(
            eq(log.tenantId, tenantId),
            isReal,
            eq(log.direction, 'outbound'),
            gte(log.createdAt, sql.placeholder('since')),
            inArray(log.status, FAILED),
          ),
        )
        .groupBy(log.errorCode, sql`2`)
        .orderBy(sql`3 desc`, desc(sql`4`))
        .limit(sql.placeholder('limit')),
    { since, limit },
  )
}
