import { eq } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { resetPassword as ResetPassword } from '#shared/contracts/users'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import { recordAudit } from '../audit/record-audit'
import { endSessionsOf } from './end-sessions'
import { refuseMoreThanHeld } from './held-permissions'
import type { HashedPassword } from './password'
import { findUser, readUserForm } from './users'

/**
 * Gives a person another password, for whoever forgot theirs, and ends their sessions.
 *
 * @throws AppError NOT_FOUND; PERMISSION_DENIED for a person who holds more than the caller
 */
export async function resetPassword(
  ctx: TenantContext,
  { params }: InputOf<typeof ResetPassword>,
  password: HashedPassword,
): Promise<DataOf<typeof ResetPassword>> {
  return ctx.db.transaction(async (tx) => {
    refuseMoreThanHeld(ctx, await findUser(tx, params.id))
    const changes = { passwordHash: password.hash, mustChangePassword: true, updatedAt: nowText(ctx) }
    const [row] = await tx.update(users, changes, eq(users.id, params.id))
    const sessionsEnded = await endSessionsOf(ctx, tx, params.id)
    await recordAudit(ctx, tx, {
      operation: 'users.reset-password',
      entity: 'user',
      entityId: params.id,
      before: null,
      after: { must_change_password: true, sessions_ended: sessionsEnded },
    })
    return { ...(await readUserForm(tx, row!)), temporary_password: password.temporary! }
  })
}
