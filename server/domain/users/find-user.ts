import { and, eq, inArray, ne } from 'drizzle-orm'
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

/** Who of these people are there and may act. */
export async function findActiveUserIds(db: TenantDb, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const active = await db.find(users, { where: and(inArray(users.id, [...ids]), eq(users.isActive, true)) })
  return new Set(active.map(({ id }) => id))
}
