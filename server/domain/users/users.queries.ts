import { and, eq, inArray, sql, type SQL } from 'drizzle-orm'
import { passkeys } from '../../db/schema/passkeys'
import type { TenantDb } from '../../db/tenant-db'

/** How many passkeys each of these people has; who has none is not in it. */
export async function countPasskeys(db: TenantDb, userIds: number[]): Promise<Map<number, number>> {
  const rows = await db.query<{ userId: number; count: number }[]>(({ queries, tenantId }) =>
    queries
      .select({ userId: passkeys.userId, count: sql<number>`count(*)` })
      .from(passkeys)
      .where(and(eq(passkeys.tenantId, tenantId), inArray(passkeys.userId, userIds)))
      .groupBy(passkeys.userId),
  )
  return new Map(rows.map(({ userId, count }) => [userId, count]))
}

/** Holds while the tenant has an active administrator besides this person: a condition for changes of `users`. */
export function hasOtherAdmin(tenantId: string, userId: number): SQL {
  return sql`exists (
    select 1 from "users" as "other"
    where "other"."tenant_id" = ${tenantId} and "other"."is_admin" = 1 and "other"."is_active" = 1
      and "other"."id" <> ${userId})`
}

/** Holds for sessions of people who have set up nothing besides their password: a condition for changes of `sessions`. */
export function ofPersonWithoutFactor(tenantId: string): SQL {
  return sql`exists (
    select 1 from "users" as "owner"
    where "owner"."tenant_id" = ${tenantId} and "owner"."id" = "sessions"."user_id" and "owner"."totp_secret" is null
      and not exists (
        select 1 from "passkeys" as "own" where "own"."tenant_id" = ${tenantId} and "own"."user_id" = "owner"."id"))`
}
