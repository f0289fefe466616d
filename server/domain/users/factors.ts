import { and, eq, isNull } from 'drizzle-orm'
import type { DataOf } from '#shared/contracts/contract'
import type { getSecondFactor as GetSecondFactor } from '#shared/contracts/second-factor'
import type { TenantContext } from '../../context/tenant-context'
import { passkeys } from '../../db/schema/passkeys'
import { sessions } from '../../db/schema/sessions'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { signedInPerson } from './own-account'
import { relyingParty } from './relying-party'

/** What the caller has set up besides the password. @throws AppError NOT_FOUND where no person calls */
export async function getSecondFactor(ctx: TenantContext): Promise<DataOf<typeof GetSecondFactor>> {
  const { user } = signedInPerson(ctx)
  return {
    required: ctx.settings.requireSecondFactor,
    totp: user.totpSecret !== null,
    passkeys: await ctx.db.count(passkeys, eq(passkeys.userId, user.id)),
    passkey_origin: relyingParty(ctx.app)?.origin ?? null,
  }
}

/** A session that could do nothing but set a factor up is a full one once that is done. */
export async function finishEnrolment({ session }: TenantContext, tx: TenantDb): Promise<void> {
  if (session?.row.stage === 'enrolment')
    await tx.update(sessions, { stage: 'full' }, and(eq(sessions.id, session.row.id), isNull(sessions.revokedAt)))
}

/**
 * Asked after a factor was taken away, in the same transaction, which this then undoes.
 *
 * @throws AppError CONFLICT when none is left and the tenant requires one
 */
export async function refuseWithoutFactor(ctx: TenantContext, tx: TenantDb, userId: number): Promise<void> {
  if (!ctx.settings.requireSecondFactor) return
  if ((await tx.count(passkeys, eq(passkeys.userId, userId))) > 0) return
  if ((await tx.count(users, and(eq(users.id, userId), isNull(users.totpSecret)))) === 0) return
  throw new AppError('CONFLICT', 'A second factor is required here and this is your last: set another one up first')
}
