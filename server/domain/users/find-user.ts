import { eq } from 'drizzle-orm'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'

/** The tenant's person, active or not, whom an outside identity provider knows by this subject. */
export async function findUserBySubject(db: TenantDb, subject: string) {
  const [user] = await db.find(users, {
    where: eq(users.externalSubject, subject),
    limit: 1,
  })
  return user
}
