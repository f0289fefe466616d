import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { createUser as CreateUser } from '#shared/contracts/users'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import { recordAudit } from '../audit/record-audit'
import { refuseMoreThanHeld } from './held-permissions'
import type { HashedPassword } from './password'
import { refuseTakenName } from './taken-name'
import { readUserForm } from './users'

/**
 * Adds a person.
 *
 * @throws AppError PERMISSION_DENIED when they would have more than the caller; CONFLICT when the user name or the
 *   outside subject is taken
 */
export async function createUser(
  ctx: TenantContext,
  { body }: InputOf<typeof CreateUser>,
  password: HashedPassword,
): Promise<DataOf<typeof CreateUser>> {
  refuseMoreThanHeld(ctx, { isAdmin: body.is_admin, permissions: body.permissions })
  const now = nowText(ctx)
  return refuseTakenName(() =>
    ctx.db.transaction(async (tx) => {
      const [row] = await tx.insert(users, {
        username: body.username,
        passwordHash: password.hash,
        displayName: body.display_name,
        email: body.email ?? null,
        externalSubject: body.external_subject ?? null,
        permissions: body.permissions,
        isAdmin: body.is_admin,
        mustChangePassword: password.temporary !== null,
        createdAt: now,
        updatedAt: now,
      })
      const after = await readUserForm(tx, row!)
      const change = { operation: 'users.create', entity: 'user', entityId: row!.id, before: null, after }
      await recordAudit(ctx, tx, change)
      return { ...after, temporary_password: password.temporary }
    }),
  )
}
