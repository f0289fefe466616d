import { and, asc, desc, eq, like, ne, or, sql } from 'drizzle-orm'
import { voiceMessages } from '../../db/schema/voice-messages'
import type { TenantDb } from '../../db/tenant-db'

export interface MessageFilter {
  /** Looked for in name and text. */
  search?: string
  voiceType?: string
  /** How it goes out; what is no SMS is said. */
  networkType?: 'call' | 'sms'
}

type Row = typeof voiceMessages.$inferSelect

/** Templates that were not removed, newest first, and how many match in all. */
export async function findMessages(
  db: TenantDb,
  filter: MessageFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: Row[]; total: number }> {
  const pattern = filter.search === undefined ? undefined : `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`
  const shape = `${pattern === undefined ? '' : 'search'}/${filter.voiceType === undefined ? '' : 'type'}/${filter.networkType ?? ''}`
  const values = { pattern, voiceType: filter.voiceType, ...page }
  const where = and(
    eq(voiceMessages.tenantId, sql.placeholder('tenantId')),
    eq(voiceMessages.isActive, true),
    filter.voiceType === undefined ? undefined : eq(voiceMessages.voiceType, sql.placeholder('voiceType')),
    filter.networkType && (filter.networkType === 'sms' ? eq : ne)(voiceMessages.voiceType, 'sms'),
    pattern === undefined ? undefined : or(contains(voiceMessages.name), contains(voiceMessages.voiceText)),
  )
  const rows = await db.prepare<Row[]>(
    `messages.find/${shape}`,
    ({ queries }) =>
      queries
        .select()
        .from(voiceMessages)
        .where(where)
        .orderBy(desc(voiceMessages.id))
        .limit(sql.placeholder('limit'))
        .offset(sql.placeholder('offset')),
    values,
  )
  const counted = await db.prepare<{ count: number }[]>(
    `messages.count/${shape}`,
    ({ queries }) =>
      queries
        .select({ count: sql<number>`count(*)` })
        .from(voiceMessages)
        .where(where),
    values,
  )
  return { rows, total: counted[0]!.count }
}

/** The types in use, by name, each with the number of templates that have it. */
export async function countTypes(db: TenantDb): Promise<{ voiceType: string; count: number }[]> {
  return db.prepare<{ voiceType: string; count: number }[]>(
    'messages.types',
    ({ queries }) =>
      queries
        .select({ voiceType: voiceMessages.voiceType, count: sql<number>`count(*)` })
        .from(voiceMessages)
        .where(and(eq(voiceMessages.tenantId, sql.placeholder('tenantId')), eq(voiceMessages.isActive, true)))
        .groupBy(voiceMessages.voiceType)
        .orderBy(asc(voiceMessages.voiceType)),
    {},
  )
}

function contains(column: typeof voiceMessages.name | typeof voiceMessages.voiceText) {
  return sql`${like(column, sql.placeholder('pattern'))} escape '\\'`
}
