import { and, eq, isNull } from 'drizzle-orm'
import { renderSVG } from 'uqr'
import { z } from 'zod'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/second-factor'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { users } from '../../db/schema/users'
import { AppError, invalid } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { finishEnrolment, refuseWithoutFactor } from './factors'
import { ownAccount, type Person } from './own-account'
import { needsProof, proveOneself } from './prove-oneself'
import { newTotpSecret, stepOfCode, totpPlace, totpUri } from './totp'

/** How long a secret waits for its first code, milliseconds. */
const PENDING_MS = 10 * 60_000

/** A secret that does not count yet, as the caller keeps it: sealed, for this session alone. */
const Pending = z.object({ secret: z.string(), expiresAt: z.string(), replaces: z.string().nullable() })

/**
 * Makes a secret. Nothing is stored: it comes back, sealed, with the first code.
 *
 * @throws AppError VALIDATION_ERROR without a proof, where one is needed
 */
export async function startTotp(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.startTotp>,
): Promise<DataOf<typeof contracts.startTotp>> {
  const person = ownAccount(ctx)
  const { user } = person
  if (user.totpSecret !== null || needsProof(ctx)) await proveOneself(ctx, user, body)
  const secret = newTotpSecret()
  const issuer = ctx.settings.brandName ?? ctx.app.config.appName
  const uri = totpUri(secret, { issuer, label: `${user.username} (${ctx.tenant.name})` })
  const expiresAt = new Date(ctx.app.clock.now().getTime() + PENDING_MS).toISOString()
  const pending: z.infer<typeof Pending> = { secret, expiresAt, replaces: user.totpSecret }
  return {
    secret,
    uri,
    qr_svg: renderSVG(uri, { ecc: 'M', border: 2 }),
    pending: ctx.app.sealedBox.seal(JSON.stringify(pending), placeOfPending(person)),
  }
}

/**
 * Sets the authenticator up once it shows the right code.
 *
 * @throws AppError VALIDATION_ERROR for a wrong code, and for what `startTotp` did not give this session within 10
 *   minutes; CONFLICT when another authenticator was set up meanwhile
 */
export async function confirmTotp(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.confirmTotp>,
): Promise<{ totp: true }> {
  const person = ownAccount(ctx)
  const { user } = person
  const { secret, replaces } = openPending(ctx, person, body.pending)
  const step = stepOfCode(secret, body.code, ctx.app.clock.now())
  if (step === null) throw invalid('code', 'is wrong: look again, and see that the authenticator’s clock is right')
  const changes = {
    totpSecret: ctx.app.sealedBox.seal(secret, totpPlace(user)),
    totpLastStep: step,
    updatedAt: nowText(ctx),
  }
  return ctx.db.transaction(async (tx) => {
    const asThen = replaces === null ? isNull(users.totpSecret) : eq(users.totpSecret, replaces)
    const [row] = await tx.update(users, changes, and(eq(users.id, user.id), asThen))
    if (!row) throw new AppError('CONFLICT', 'Another authenticator was set up meanwhile: begin again')
    await finishEnrolment(ctx, tx)
    await audit(
      ctx,
      tx,
      'auth.totp.confirm',
      person,
      { totp: replaces !== null },
      { totp: true, replaced: replaces !== null },
    )
    return { totp: true as const }
  })
}

/**
 * Takes the authenticator away.
 *
 * @throws AppError NOT_FOUND when there is none; VALIDATION_ERROR without a proof; CONFLICT for the last factor where the
 *   tenant requires one
 */
export async function removeTotp(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.removeTotp>,
): Promise<{ deleted: true }> {
  const person = ownAccount(ctx)
  const { user } = person
  if (user.totpSecret === null) throw new AppError('NOT_FOUND', 'No authenticator is set up')
  await proveOneself(ctx, user, body)
  return ctx.db.transaction(async (tx) => {
    const changes = { totpSecret: null, totpLastStep: null, updatedAt: nowText(ctx) }
    await tx.update(users, changes, eq(users.id, user.id))
    await refuseWithoutFactor(ctx, tx, user.id)
    await audit(ctx, tx, 'auth.totp.remove', person, { totp: true }, { totp: false })
    return { deleted: true as const }
  })
}

const audit = (
  ctx: TenantContext,
  tx: TenantContext['db'],
  operation: string,
  { user }: Person,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
) => recordAudit(ctx, tx, { operation, entity: 'user', entityId: user.id, before, after })

function openPending(ctx: TenantContext, person: Person, sealed: string): z.infer<typeof Pending> {
  let pending: z.infer<typeof Pending>
  try {
    pending = Pending.parse(JSON.parse(ctx.app.sealedBox.open(sealed, placeOfPending(person))))
  } catch (cause) {
    throw new AppError(
      'VALIDATION_ERROR',
      'pending: is not what this session was given: begin again',
      { field: 'pending' },
      { cause },
    )
  }
  if (pending.expiresAt <= nowText(ctx)) throw invalid('pending', 'is older than 10 minutes: begin again')
  return pending
}

/** The session is its row: another session of the same person opens nothing. */
const placeOfPending = ({ user, sessionId }: Person) => ({
  table: 'users',
  column: 'totp_pending',
  tenantId: user.tenantId,
  rowId: sessionId,
})
