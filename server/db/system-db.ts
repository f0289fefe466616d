import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Database } from './client'
import { apiKeys } from './schema/api-keys'
import { errorLog } from './schema/error-log'
import { oneTimeTokens } from './schema/one-time-tokens'
import { outbox } from './schema/outbox'
import { phoneNumbers } from './schema/phone-numbers'
import { sessions } from './schema/sessions'
import { settings } from './schema/settings'
import { tenants } from './schema/tenants'
import { twilioCredentials } from './schema/twilio-credentials'
import { users } from './schema/users'
import { voiceXml } from './schema/voice-xml'
import { TenantDb } from './tenant-db'

export type TenantRow = typeof tenants.$inferSelect
export type SettingsRow = typeof settings.$inferSelect
export type ApiKeyRow = typeof apiKeys.$inferSelect
export type UserRow = typeof users.$inferSelect
export type SessionRow = typeof sessions.$inferSelect
export type OneTimeTokenRow = typeof oneTimeTokens.$inferSelect
export type OutboxRow = typeof outbox.$inferSelect

/**
 * Every statement that is not bound to one tenant. Each carries a `system:` comment with its method's name, and the
 * SQL guard lets only these through. Add one only where the tenant is what the statement has to find.
 */
export function createSystemDb(db: Database) {
  const mark = (method: string) => sql.raw(`/* system:${method} */`)
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
    async findOneTimeToken(hash: string): Promise<OneTimeTokenRow | undefined> {
      const rows = await db.reader
        .select()
        .from(oneTimeTokens)
        .where(and(eq(oneTimeTokens.tokenHash, hash), sql`1 ${mark('findOneTimeToken')}`))
      return rows[0]
    },

    /** A tenant with its settings, for a webhook's path, a token's claim or a job. */
    async findTenant(id: string) {
      const rows = await db.reader
        .select({ tenant: tenants, settings })
        .from(tenants)
        .innerJoin(settings, eq(settings.tenantId, tenants.id))
        .where(and(eq(tenants.id, id), sql`1 ${mark('findTenant')}`))
      return rows[0]
    },

    /** Whose stored TwiML a public id names. */
    async findTenantOfXml(publicId: string): Promise<string | undefined> {
      const rows = await db.reader
        .select({ tenantId: voiceXml.tenantId })
        .from(voiceXml)
        .where(and(eq(voiceXml.publicId, publicId), sql`1 ${mark('findTenantOfXml')}`))
      return rows[0]?.tenantId
    },

    /** Who holds an account, for a callback at an address that tenants share; several where the platform lets them. */
    async findTenantsOfAccount(accountSid: string) {
      return db.reader
        .select({ tenantId: twilioCredentials.tenantId, twimlAppSid: twilioCredentials.twimlAppSid })
        .from(twilioCredentials)
        .where(and(eq(twilioCredentials.accountSid, accountSid), sql`1 ${mark('findTenantsOfAccount')}`))
    },

    /** Whose each of these numbers is; one that nobody has in use is not there. */
    async findTenantsOfNumbers(given: readonly string[]): Promise<Map<string, string>> {
      const { phoneNumber, tenantId, isActive } = phoneNumbers
      const rows = await db.reader
        .select({ phoneNumber, tenantId })
        .from(phoneNumbers)
        .where(and(inArray(phoneNumber, [...given]), eq(isActive, true), sql`1 ${mark('findTenantsOfNumbers')}`))
      return new Map(rows.map((row) => [row.phoneNumber, row.tenantId]))
    },

    /** Tenants by id, for the platform's administrator. */
    async listTenants(limit: number, offset: number) {
      const rows = await db.reader
        .select({ tenant: tenants, settings })
        .from(tenants)
        .innerJoin(settings, eq(settings.tenantId, tenants.id))
        .where(sql`1 ${mark('listTenants')}`)
        .orderBy(asc(tenants.id))
        .limit(limit)
        .offset(offset)
      const total = await db.reader.select({ count: sql<number>`count(*) ${mark('listTenants')}` }).from(tenants)
      return { rows, total: total[0]!.count }
    },

    /** Adds a tenant with its settings, and whatever else belongs to its beginning, in one transaction. */
    async createTenant(
      rows: { tenant: typeof tenants.$inferInsert; settings: typeof settings.$inferInsert },
      begin: (tx: TenantDb) => Promise<void>,
    ): Promise<void> {
      await db.write(async (queries, execute) => {
        await queries.insert(tenants).values(rows.tenant)
        await queries.insert(settings).values(rows.settings)
        await begin(TenantDb.openInside(db, rows.tenant.id, { queries, execute }))
      })
    },

    /**
     * Leases the jobs that are due, oldest first: raises their fence, so that a worker which lost its lease cannot
     * finish them.
     */
    async claimDueJobs(now: string, leaseUntil: string, limit: number): Promise<OutboxRow[]> {
      const due = alias(outbox, 'due')
      return db.write(async (queries) =>
        queries
          .update(outbox)
          .set({ leaseUntil, fence: sql`${outbox.fence} + 1`, attempts: sql`${outbox.attempts} + 1` })
          .where(
            inArray(
              outbox.id,
              queries
                .select({ id: due.id })
                .from(due)
                .where(
                  and(
                    lte(due.runAt, now),
                    or(isNull(due.leaseUntil), lte(due.leaseUntil, now)),
                    sql`1 ${mark('claimDueJobs')}`,
                  ),
                )
                .orderBy(asc(due.runAt))
                .limit(limit),
            ),
          )
          .returning(),
      )
    },

    /** Since when the oldest job that nobody runs is due; null when none is. Reads along the index of `run_at`. */
    async oldestDueJob(now: string): Promise<string | null> {
      const rows = await db.reader
        .select({ runAt: outbox.runAt })
        .from(outbox)
        .where(
          and(
            lte(outbox.runAt, now),
            or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now)),
            sql`1 ${mark('oldestDueJob')}`,
          ),
        )
        .orderBy(asc(outbox.runAt))
        .limit(1)
      return rows[0]?.runAt ?? null
    },

    /** Ends a job, or hands it back for another time; says nothing when the lease was lost meanwhile. */
    async finishJob(
      job: Pick<OutboxRow, 'id' | 'fence'>,
      next: { runAt: string; lastError?: string; attempts?: number } | null,
    ): Promise<void> {
      const mine = and(eq(outbox.id, job.id), eq(outbox.fence, job.fence), sql`1 ${mark('finishJob')}`)
      await db.write(async (queries) => {
        if (next === null) await queries.delete(outbox).where(mine)
        else
          await queries
            .update(outbox)
            .set({ ...next, leaseUntil: null })
            .where(mine)
      })
    },

    /** A failure outside any tenant. */
    async recordPlatformError(row: Omit<typeof errorLog.$inferInsert, 'tenantId'>): Promise<void> {
      await db.write(async (queries) => {
        await queries.insert(errorLog).values({ ...row, tenantId: null })
      })
    },

    /** Ids of the tenants that are not suspended, for scheduled work. */
    async activeTenantIds(): Promise<string[]> {
      const rows = await db.reader
        .select({ id: tenants.id })
        .from(tenants)
        .where(and(eq(tenants.isActive, true), sql`1 ${mark('activeTenantIds')}`))
        .orderBy(asc(tenants.id))
      return rows.map((row) => row.id)
    },

    /** Reads a little, from the file or the server. */
    async ping(): Promise<void> {
      await db.reader.all(sql`select count(*) from schema_migrations ${mark('ping')}`)
    },
  }
}

export type SystemDb = ReturnType<typeof createSystemDb>
