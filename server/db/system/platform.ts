import { asc, eq, sql } from 'drizzle-orm'
import type { Database } from '../client'
import { errorLog } from '../schema/error-log'
import { settings } from '../schema/settings'
import { tenants } from '../schema/tenants'
import { TenantDb } from '../tenant-db'
import { mark } from './mark'

/** What the platform's administrator and the deployment itself ask. */
export function platformStatements(db: Database) {
  return {
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

    /** Ids of all tenants, suspended ones among them, for scheduled work. */
    async allTenantIds(): Promise<string[]> {
      const rows = await db.reader
        .select({ id: tenants.id })
        .from(tenants)
        .where(sql`1 ${mark('allTenantIds')}`)
        .orderBy(asc(tenants.id))
      return rows.map((row) => row.id)
    },

    /** A failure outside any tenant. */
    async recordPlatformError(row: Omit<typeof errorLog.$inferInsert, 'tenantId'>): Promise<void> {
      await db.write(async (queries) => {
        await queries.insert(errorLog).values({ ...row, tenantId: null })
      })
    },

    /** Reads a little, from the file or the server. */
    async ping(): Promise<void> {
      await db.reader.all(sql`select count(*) from schema_migrations ${mark('ping')}`)
    },
  }
}
