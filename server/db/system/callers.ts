import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Database } from '../client'
import { apiKeys } from '../schema/api-keys'
import { oneTimeTokens } from '../schema/one-time-tokens'
import { sessions } from '../schema/sessions'
import { settings } from '../schema/settings'
import { tenants } from '../schema/tenants'
import { users } from '../schema/users'
import { mark } from './mark'

/** Who calls: by a key, a session or a one-time token. */
export function callerStatements(db: Database) {
  const findByKeyHash = db.reader
    .select({ key: apiKeys, tenant: tenants, settings })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .innerJoin(settings, eq(settings.tenantId, apiKeys.tenantId))
    .where(
      and(
        eq(apiKeys.keyHash, sql.placeholder('hash')),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql.placeholder('now'))),
        sql`1 ${mark('findByKeyHash')}`,
      ),
    )
    .prepare()
  const findSession = (by: typeof sessions.id | typeof sessions.tokenHash, method: string) =>
    db.reader
      .select({ session: sessions, tenant: tenants, settings, user: users, key: apiKeys })
      .from(sessions)
      .innerJoin(tenants, eq(tenants.id, sessions.tenantId))
      .innerJoin(settings, eq(settings.tenantId, sessions.tenantId))
      .leftJoin(users, and(eq(users.tenantId, sessions.tenantId), eq(users.id, sessions.userId)))
      .leftJoin(apiKeys, and(eq(apiKeys.tenantId, sessions.tenantId), eq(apiKeys.id, sessions.apiKeyId)))
      .where(
        and(
          eq(by, sql.placeholder('by')),
          isNull(sessions.revokedAt),
          gt(sessions.expiresAt, sql.placeholder('now')),
          or(isNull(sessions.userId), eq(users.isActive, true)),
          isNull(apiKeys.revokedAt),
          or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql.placeholder('now'))),
          sql`1 ${mark(method)}`,
        ),
      )
      .prepare()
  const findSessionByHash = findSession(sessions.tokenHash, 'findSessionByHash')
  const findSessionById = findSession(sessions.id, 'findSessionById')

  return {
    /** The tenant, its settings and the key, for a key's hash: the one read that every request by key makes. */
    async findByKeyHash(hash: string, now: string) {
      return (await findByKeyHash.execute({ hash, now }))[0]
    },

    /**
     * A session that counts, with all that it acts by: the one read that every request of a page makes. One that has
     * ended, one of a person who was deactivated and one of a key that has ended are not there.
     */
    async findSessionByHash(hash: string, now: string) {
      return (await findSessionByHash.execute({ by: hash, now }))[0]
    },

    /** The same by its id, for a ticket. */
    async findSessionById(id: string, now: string) {
      return (await findSessionById.execute({ by: id, now }))[0]
    },

    /** A one-time token, used or not, expired or not. */
    async findOneTimeToken(hash: string): Promise<typeof oneTimeTokens.$inferSelect | undefined> {
      const rows = await db.reader
        .select()
        .from(oneTimeTokens)
        .where(and(eq(oneTimeTokens.tokenHash, hash), sql`1 ${mark('findOneTimeToken')}`))
      return rows[0]
    },
  }
}
