import { and, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { statusesOf, type Outcome } from '#shared/communication/status'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { NOT_ACCEPTED } from '../communications/record-status'
import { UNREACHABLE } from '../communications/record-outcome'

/** How many communications of one kind and outcome began in a quarter of an hour. */
export interface QuarterCount {
  /** UTC, `YYYY-MM-DDTHH:MM`. */
  quarter: string
  kind: 'call' | 'sms' | 'inbound'
  outcome: Outcome
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

/**
 * Counts since an instant. By quarters of an hour, because local days begin on one everywhere: which quarters make up a
 * day is for the caller, who knows when the clocks change.
 */
export async function countByQuarter(db: TenantDb, since: string): Promise<QuarterCount[]> {
  const quarter = sql<string>`substr(${log.createdAt}, 1, 14) || printf('%02d', substr(${log.createdAt}, 15, 2) / 15 * 15)`
  const kind = sql<
    QuarterCount['kind']
  >`case ${log.direction} when 'inbound' then 'inbound' else ${log.networkType} end`
  const outcome = sql<Outcome>`case when ${inArray(log.status, statusesOf('success'))} then 'success' when ${inArray(log.status, statusesOf('failed'))} then 'failed' else 'pending' end`
  return db.prepare<QuarterCount[]>(
    'dashboard.quarters',
    ({ queries, tenantId }) =>
      queries
        .select({
          quarter: sql<string>`${quarter}`.as('quarter'),
          kind: kind.as('kind'),
          outcome: outcome.as('outcome'),
          count: sql<number>`count(*)`,
        })
        .from(log)
        .where(and(eq(log.tenantId, tenantId), isReal, gte(log.createdAt, sql.placeholder('since'))))
        .groupBy(sql`1, 2, 3`),
    { since },
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
  const failed = statusesOf('failed').filter((status) => status !== 'canceled')
  const kind = sql<string>`case when ${log.errorCode} is not null then 'twilio' when ${log.errorMessage} = ${sql.raw(`'${NOT_ACCEPTED}'`)} then 'not-accepted' when substr(${log.errorMessage}, 1, ${sql.raw(String(UNREACHABLE.length))}) = ${sql.raw(`'${UNREACHABLE}'`)} then 'unreachable' else ${log.status} end`
  return db.prepare<FailureGroup[]>(
    'dashboard.failures',
    ({ queries, tenantId }) =>
      queries
        .select({
          errorCode: log.errorCode,
          kind: kind.as('kind'),
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
            inArray(log.status, failed),
          ),
        )
        .groupBy(log.errorCode, sql`2`)
        .orderBy(sql`3 desc`, desc(sql`4`))
        .limit(sql.placeholder('limit')),
    { since, limit },
  )
}
