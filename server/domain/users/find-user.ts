import { and, eq } from 'drizzle-orm'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'

/** The tenant's active person whom an outside identity provider knows by this subject. */
export async function findActiveUserBySubject(db: TenantDb, subject: string) {
  const [user] = await db.find(users, {
    where: and(eq(users.externalSubject, subject), eq(users.isActive, true)),
    limit: 1,
  })
  return user
}
