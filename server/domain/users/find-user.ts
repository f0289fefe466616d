import { and, eq, ne } from 'drizzle-orm'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import { NO_PASSWORD } from './password'

/**
 * The tenant's person, active or not, whom an outside identity provider knows by this subject. Not one whom a host's key
 * made by naming a subject: that would outlive the key.
 */
export async function findUserBySubject(db: TenantDb, subject: string) {
  const [user] = await db.find(users, {
    where: and(eq(users.externalSubject, subject), ne(users.passwordHash, NO_PASSWORD)),
    limit: 1,
  })
  return user
}
