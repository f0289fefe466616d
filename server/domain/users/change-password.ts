import { and, eq } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { changePassword as ChangePassword } from '#shared/contracts/second-factor'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import { AppError, invalid } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { endSessionsOf } from './end-sessions'
import { ownAccount } from './own-account'
import { hashPassword } from './password'
import { checkOwnPassword } from './prove-oneself'

/**
 * Changes the caller's own password; their other sessions end.
 *
 * @throws AppError VALIDATION_ERROR for a wrong current password and for a new one that is not new; RATE_LIMITED;
 *   CONFLICT when it was changed at the same time
 */
export async function changePassword(
  ctx: TenantContext,
  { body }: InputOf<typeof ChangePassword>,
): Promise<DataOf<typeof ChangePassword>> {
  const { user, sessionId } = ownAccount(ctx)
  await checkOwnPassword(ctx, user, body.current_password, 'current_password')
  if (body.new_password === body.current_password) throw invalid('new_password', 'is the one you have: choose another')
  const passwordHash = await hashPassword(body.new_password)
  return ctx.db.transaction(async (tx) => {
    const unchanged = and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash))
    const changes = { passwordHash, mustChangePassword: false, updatedAt: nowText(ctx) }
    const [row] = await tx.update(users, changes, unchanged)
    if (!row) throw new AppError('CONFLICT', 'The password was changed meanwhile: sign in again')
    const sessionsEnded = await endSessionsOf(ctx, tx, user.id, sessionId)
    await recordAudit(ctx, tx, {
      operation: 'auth.password',
      entity: 'user',
      entityId: user.id,
      before: null,
      after: { must_change_password: false, sessions_ended: sessionsEnded },
    })
    return { changed: true as const, sessions_ended: sessionsEnded }
  })
}
