import { and, desc, eq, inArray, isNull, like, lt, or, sql, type SQL } from 'drizzle-orm'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import type { LogRow } from '../communications/form'
import { contains, wordsMatch } from '../search'

export interface ThreadFilter {
  /** Digits of the number at the other end, part of a sender's name, or words of any of the thread's texts. */
  search?: string
  /** The whole number at the other end. */
  number?: string
  unread: boolean
}

/** What came in and nobody has looked at. */
export const unseenTexts = and(
  eq(log.networkType, sql`'sms'`),
  sql`${log.direction} = 'inbound' and ${log.seenAt} is null`,
)!
export const unseenCalls = and(
  eq(log.networkType, sql`'call'`),
  sql`${log.direction} = 'inbound' and ${log.seenAt} is null`,
  inArray(log.inboundResult, ['missed', 'voicemail']),
)!

/**
 * The last text of each number at the other end, latest first. Read backwards along the ids: a text is a thread's last
 * where the index of the numbers knows none after it, so a page costs what stands before its end, not the whole ledger.
 *
 * @param page `before`: goes on below this id
 */
export async function findThreads(
  db: TenantDb,
  filter: ThreadFilter,
  page: { limit: number; offset: number; before?: number },
): Promise<LogRow[]> {
  return db.query(({ queries, tenantId }) => {
    const later = sql`select 1 from ${log} as later where later.tenant_id = ${tenantId}
      and later.peer_number = ${log.peerNumber} and later.id > ${log.id}
      and later.network_type = 'sms' and later.is_test = 0`
    const unread = sql`select unseen.peer_number from ${log} as unseen where unseen.tenant_id = ${tenantId}
      and unseen.network_type = 'sms' and unseen.direction = 'inbound' and unseen.seen_at is null`
    const conditions: (SQL | undefined)[] = [
      eq(log.tenantId, tenantId),
      eq(log.networkType, 'sms'),
      eq(log.isTest, false),
      page.before === undefined ? undefined : lt(log.id, page.before),
      filter.number ? eq(log.peerNumber, filter.number) : undefined,
      filter.search
        ? or(isNamed(filter.search), sql`${log.peerNumber} in (${saying(filter.search, tenantId)})`)
        : undefined,
      filter.unread ? sql`${log.peerNumber} in (${unread})` : undefined,
      sql`not exists (${later})`,
    ]
    return queries
      .select()
      .from(log)
      .where(and(...conditions))
      .orderBy(desc(log.id))
      .limit(page.limit)
      .offset(page.offset) as unknown as Promise<LogRow[]>
  })
}

/** A number is looked for by its digits, however it is written; what has letters is a sender's name. */
function isNamed(search: string): SQL {
  const digits = search.replace(/\D/g, '')
  return digits && !/\p{L}/u.test(search) ? like(log.peerNumber, `%${digits}%`) : contains(log.peerNumber, search)
}

/** The other ends of texts that hold these words. */
function saying(words: string, tenantId: SQL): SQL {
  return sql`select said.peer_number from ${log} as said where said.tenant_id = ${tenantId}
    and said.network_type = 'sms' and said.is_test = 0 and ${wordsMatch(sql`said.id`, words, tenantId)}`
}

/** How many unread texts there are of each of these numbers. */
export async function countUnread(db: TenantDb, numbers: readonly string[]): Promise<Map<string, number>> {
  if (numbers.length === 0) return new Map()
  const rows = await db.query(({ queries, tenantId }) =>
    queries
      .select({ number: log.peerNumber, count: sql<number>`count(*)` })
      .from(log)
      .where(and(eq(log.tenantId, tenantId), inArray(log.peerNumber, [...numbers]), unseenTexts))
      .groupBy(log.peerNumber),
  )
  return new Map(rows.map(({ number, count }) => [number!, count]))
}

/** The texts of one number, newest first. */
export async function findTexts(
  db: TenantDb,
  number: string,
  page: { limit: number; offset: number; before?: number },
): Promise<LogRow[]> {
  return db.find(log, {
    where: and(ofThread(number), page.before === undefined ? undefined : lt(log.id, page.before)),
    orderBy: [desc(log.id)],
    limit: page.limit,
    offset: page.offset,
  })
}

/** Texts with a number, either way; those of test keys reached nobody. */
export function ofThread(number: string): SQL {
  return and(eq(log.peerNumber, number), eq(log.networkType, 'sms'), eq(log.isTest, false))!
}

/** Unread texts of one number. */
export function unreadOf(number: string): SQL {
  return and(eq(log.peerNumber, number), eq(log.networkType, 'sms'), eq(log.direction, 'inbound'), isNull(log.seenAt))!
}
