import { and, eq, isNull, ne } from 'drizzle-orm'
import type { DataOf } from '#shared/contracts/contract'
import type { getSecondFactor as GetSecondFactor } from '#shared/contracts/second-factor'
import type { TenantContext } from '../../context/tenant-context'
import { passkeys } from '../../db/schema/passkeys'
import { sessions } from '../../db/schema/sessions'
import { users } from '../../db/schema/users'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { signedInPerson } from './own-account'
import { needsProof } from './prove-oneself'
import { relyingParty } from './relying-party'
import { ofPersonWithoutFactor } from './users.queries'

/** What the caller has set up besides the password. @throws AppError NOT_FOUND where no person calls */
export async function getSecondFactor(ctx: TenantContext): Promise<DataOf<typeof GetSecondFactor>> {
  const { user } = signedInPerson(ctx)
  return {
    required: ctx.settings.requireSecondFactor,
    totp: user.totpSecret !== null,
    passkeys: await ctx.db.count(passkeys, eq(passkeys.userId, user.id)),
    needs_proof: needsProof(ctx),
    passkey_origin: relyingParty(ctx.app)?.origin ?? null,
  }
}

/** A session that could do nothing but set a factor up is a full one once that is done. */
export async function finishEnrolment({ session }: TenantContext, tx: TenantDb): Promise<void> {
  if (session?.row.stage === 'enrolment')
    await tx.update(sessions, { stage: 'full' }, and(eq(sessions.id, session.row.id), isNull(sessions.revokedAt)))
}

/**
 * What changes for sessions that are open when a tenant begins, or ceases, to require a second factor. Whoever turned
 * the switch goes on until they sign in again: they must see that it was saved.
 */
export async function applyRequirement(ctx: TenantContext, tx: TenantDb, required: boolean): Promise<void> {
  const stage = (is: 'full' | 'enrolment') => and(eq(sessions.stage, is), isNull(sessions.revokedAt))
  if (!required) return void (await tx.update(sessions, { stage: 'full' }, stage('enrolment')))
  const others = ctx.session ? ne(sessions.id, ctx.session.row.id) : undefined
  const alone = and(eq(sessions.kind, 'password'), ofPersonWithoutFactor(ctx.tenant.id))
  await tx.update(sessions, { stage: 'enrolment' }, and(stage('full'), others, alone))
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
