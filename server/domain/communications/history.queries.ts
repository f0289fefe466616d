import { and, desc, eq, gte, inArray, like, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { codeOf, NOT_ACCEPTED, UNREACHABLE } from '#shared/communication/failure-kinds'
import { statusesOf, type Outcome } from '#shared/communication/status'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { QueryScope, TenantDb } from '../../db/tenant-db'
import { wordsMatch } from '../search'
import type { LogRow } from './form'

export interface HistoryFilter {
  networkType?: 'call' | 'sms'
  direction?: 'inbound' | 'outbound'
  status?: string
  outcome?: Outcome
  /** Names the way to fail, see `failure-kinds.ts`. */
  failure?: string
  /** A whole number, or its last digits. */
  number?: string
  voiceMessageId?: number
  /** Who began it, or took it in their browser. */
  userId?: number
  /** Calls that came in and nobody took. */
  missed?: boolean
  /** Instants as the database writes them; `to` exclusive. */
  from?: string
  to?: string
  /** Words that the text or the error must hold. */
  words?: string
  includeTest: boolean
}

/** What is a failure; what was canceled on purpose is none. */
export const FAILED = statusesOf('failed').filter((status) => status !== 'canceled')

/** The kind of a failure, of those without a code of Twilio's; the same as `failureKindOf`. */
export const failureKind = sql<string>`case when ${log.errorCode} is not null then 'twilio' when ${log.errorMessage} = ${sql.raw(`'${NOT_ACCEPTED}'`)} then 'not-accepted' when substr(${log.errorMessage}, 1, ${sql.raw(String(UNREACHABLE.length))}) = ${sql.raw(`'${UNREACHABLE}'`)} then 'unreachable' else ${log.status} end`

/** The place after a row: the next page goes on from there at the same price, however far down. */
export interface HistoryCursor {
  createdAt: string
  id: number
}

/** Newest first; a page by offset or from a cursor. */
export async function findHistory(
  db: TenantDb,
  filter: HistoryFilter,
  page: { limit: number; offset: number; after?: HistoryCursor },
): Promise<LogRow[]> {
  return db.query(({ queries, tenantId }) => {
    const { after } = page
    // The first comparison is what the index can begin at: an `or` alone would read all that is newer.
    const beyond =
      after && and(lte(log.createdAt, after.createdAt), or(lt(log.createdAt, after.createdAt), lt(log.id, after.id)))
    return queries
      .select()
      .from(log)
      .where(and(eq(log.tenantId, tenantId), matches(filter, { tenantId }), beyond))
      .orderBy(desc(log.createdAt), desc(log.id))
      .limit(page.limit)
      .offset(page.offset) as unknown as Promise<LogRow[]>
  })
}

/** How many rows match. */
export async function countHistory(db: TenantDb, filter: HistoryFilter): Promise<number> {
  const rows = await db.query(({ queries, tenantId }) =>
    queries
      .select({ count: sql<number>`count(*)` })
      .from(log)
      .where(and(eq(log.tenantId, tenantId), matches(filter, { tenantId }))),
  )
  return rows[0]!.count
}

function matches(filter: HistoryFilter, { tenantId }: Pick<QueryScope, 'tenantId'>): SQL | undefined {
  return and(
    filter.networkType && eq(log.networkType, filter.networkType),
    filter.direction && eq(log.direction, filter.direction),
    filter.status ? eq(log.status, filter.status) : undefined,
    filter.outcome && inArray(log.status, statusesOf(filter.outcome)),
    filter.failure ? failedAs(filter.failure) : undefined,
    filter.voiceMessageId ? eq(log.voiceMessageId, filter.voiceMessageId) : undefined,
    filter.userId === undefined ? undefined : eq(log.userId, filter.userId),
    filter.missed ? inArray(log.inboundResult, ['missed', 'voicemail']) : undefined,
    filter.from ? gte(log.createdAt, filter.from) : undefined,
    filter.to ? lt(log.createdAt, filter.to) : undefined,
    filter.includeTest ? undefined : eq(log.isTest, false),
    filter.number ? numberMatches(filter.number) : undefined,
    filter.words ? wordsMatch(log.id, filter.words, tenantId) : undefined,
  )
}

function failedAs(key: string): SQL | undefined {
  const code = codeOf(key)
  return and(inArray(log.status, FAILED), code === null ? eq(failureKind, key) : eq(log.errorCode, code))
}

function numberMatches(number: string): SQL | undefined {
  if (number.startsWith('+')) return or(eq(log.toNumber, number), eq(log.fromNumber, number))
  return or(like(log.toNumber, `%${number}`), like(log.fromNumber, `%${number}`))
}
