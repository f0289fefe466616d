import { and, desc, eq, gt, isNull, or, sql, type SQL } from 'drizzle-orm'
import { apiKeys } from '../../db/schema/api-keys'
import { sessions } from '../../db/schema/sessions'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'

export interface SessionFilter {
  userId?: number
  /** Only what counts at this instant: neither revoked nor over, of an active person, of a key that has not ended. */
  activeAt?: string
}

export interface NamedSession {
  session: typeof sessions.$inferSelect
  userName: string | null
  keyName: string | null
}

/** Sessions with whose they are, the last seen first, and how many match in all. */
export async function findSessions(
  db: TenantDb,
  { userId, activeAt }: SessionFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: NamedSession[]; total: number }> {
  const own = (table: typeof sessions | typeof users | typeof apiKeys, tenantId: SQL) => eq(table.tenantId, tenantId)
  const user = (tenantId: SQL) => and(own(users, tenantId), eq(users.id, sessions.userId))
  const key = (tenantId: SQL) => and(own(apiKeys, tenantId), eq(apiKeys.id, sessions.apiKeyId))
  const matches = (tenantId: SQL) =>
    and(
      own(sessions, tenantId),
      userId === undefined ? undefined : eq(sessions.userId, userId),
      activeAt === undefined ? undefined : countsAt(activeAt),
    )
  const rows = await db.query<NamedSession[]>(({ queries, tenantId }) =>
    queries
      .select({ session: sessions, userName: users.displayName, keyName: apiKeys.name })
      .from(sessions)
      .leftJoin(users, user(tenantId))
      .leftJoin(apiKeys, key(tenantId))
      .where(matches(tenantId))
      .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
      .limit(page.limit)
      .offset(page.offset),
  )
  const counted = await db.query<{ count: number }[]>(({ queries, tenantId }) =>
    queries
      .select({ count: sql<number>`count(*)` })
      .from(sessions)
      .leftJoin(users, user(tenantId))
      .leftJoin(apiKeys, key(tenantId))
      .where(matches(tenantId)),
  )
  return { rows, total: counted[0]!.count }
}

function countsAt(at: string): SQL | undefined {
  const keyCounts = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, at)))
  return and(
    isNull(sessions.revokedAt),
    gt(sessions.expiresAt, at),
    or(isNull(sessions.userId), eq(users.isActive, true)),
    or(isNull(sessions.apiKeyId), keyCounts),
  )
}
