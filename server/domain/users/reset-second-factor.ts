import { eq } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { resetSecondFactor as ResetSecondFactor } from '#shared/contracts/users'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { passkeys } from '../../db/schema/passkeys'
import { users } from '../../db/schema/users'
import { recordAudit } from '../audit/record-audit'
import { endSessionsOf } from './end-sessions'
import { refuseMoreThanHeld } from './held-permissions'
import { findUser, readUserForm, type UserForm } from './users'

/**
 * Takes authenticator and passkeys away from a person who lost them. Where the tenant requires a second factor, they set
 * another up when they sign in next.
 *
 * @throws AppError NOT_FOUND; PERMISSION_DENIED for a person who holds more than the caller
 */
export async function resetSecondFactor(
  ctx: TenantContext,
  { params }: InputOf<typeof ResetSecondFactor>,
): Promise<UserForm> {
  return ctx.db.transaction(async (tx) => {
    const old = await findUser(tx, params.id)
    refuseMoreThanHeld(ctx, old)
    const before = await readUserForm(tx, old)
    await tx.remove(passkeys, eq(passkeys.userId, params.id))
    const changes = { totpSecret: null, totpLastStep: null, updatedAt: nowText(ctx) }
    const [row] = await tx.update(users, changes, eq(users.id, params.id))
    await endSessionsOf(ctx, tx, params.id)
    const after = await readUserForm(tx, row!)
    await recordAudit(ctx, tx, {
      operation: 'users.reset-second-factor',
      entity: 'user',
      entityId: params.id,
      before,
      after,
    })
    return after
  })
}
