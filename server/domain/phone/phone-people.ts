import { and, asc, eq, sql } from 'drizzle-orm'
import type { DataOf, ListOf } from '#shared/contracts/contract'
import type { listPhonePeople as ListPhonePeople } from '#shared/contracts/phone-calls'
import type { TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import { permissionsOfUser } from '../users/held-permissions'
import type { UserRow } from '../users/users'

/** To whom a call can be handed over, by name. Whether their browser is open, only Twilio knows. */
export async function listPhonePeople(ctx: TenantContext): Promise<ListOf<DataOf<typeof ListPhonePeople>>> {
  const { kind, actorId } = ctx.principal
  const orderBy = [sql`${users.displayName} collate nocase`, asc(users.id)]
  const active = await ctx.db.find(users, { where: eq(users.isActive, true), orderBy })
  const items = active
    .filter((user) => takesCalls(user) && !(kind === 'user' && String(user.id) === actorId))
    .map(({ id, displayName }) => ({ id, name: displayName }))
  return { items, page: 1, perPage: Math.max(1, items.length), totalItems: items.length }
}

/** A person of the tenant who may take calls, as they stand now; undefined for anybody else. */
export async function mayTake(ctx: TenantContext, userId: number): Promise<UserRow | undefined> {
  const where = and(eq(users.id, userId), eq(users.isActive, true))
  const [user] = await ctx.db.find(users, { where, limit: 1 })
  return user && takesCalls(user) ? user : undefined
}

/** Whether a person may have a telephone in the browser that rings. */
function takesCalls(user: UserRow): boolean {
  const permissions = permissionsOfUser(user)
  return permissions.includes('communication:send') && permissions.includes('communication:read')
}
