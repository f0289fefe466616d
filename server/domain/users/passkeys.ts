import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import { and, asc, eq } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/passkeys'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { passkeys } from '../../db/schema/passkeys'
import { AppError, invalid, notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { finishEnrolment, refuseWithoutFactor } from './factors'
import { ownAccount, type Person } from './own-account'
import { CEREMONY_MS, claimChallenge, newChallenge, userHandle, type PasskeyRow } from './passkey-ceremony'
import { needsProof, proveOneself } from './prove-oneself'
import { requireRelyingParty } from './relying-party'

const subjectOf = ({ sessionId }: Person) => ['register', sessionId]

/**
 * What the browser needs to make one. The proof is asked for here: what `addPasskey` takes was begun with it.
 *
 * @throws AppError NOT_CONFIGURED where there can be no passkeys; VALIDATION_ERROR without a proof, where one is needed;
 *   RATE_LIMITED
 */
export async function passkeyOptions(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.passkeyOptions>,
): Promise<DataOf<typeof contracts.passkeyOptions>> {
  const person = ownAccount(ctx)
  const party = requireRelyingParty(ctx.app)
  if (needsProof(ctx)) await proveOneself(ctx, person.user, body)
  const own = await ctx.db.find(passkeys, { where: eq(passkeys.userId, person.user.id) })
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: person.user.username,
    userDisplayName: person.user.displayName,
    userID: new TextEncoder().encode(userHandle(person.user)),
    challenge: newChallenge(ctx.app, subjectOf(person)),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    excludeCredentials: own.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
  return { options: { ...options } }
}

/**
 * Keeps the passkey that the browser made.
 *
 * @throws AppError VALIDATION_ERROR for an answer that is not to what `passkeyOptions` gave this session within 5 minutes;
 *   CONFLICT for one that somebody has already
 */
export async function addPasskey(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.addPasskey>,
): Promise<DataOf<typeof contracts.addPasskey>> {
  const person = ownAccount(ctx)
  const party = requireRelyingParty(ctx.app)
  const written = await claimChallenge(ctx.app, ctx.db, subjectOf(person), body.response.response.clientDataJSON)
  if (written === null) throw invalid('response', 'is no answer to what this session was asked: begin again')
  const said = await verifyRegistrationResponse({
    response: body.response as never,
    expectedChallenge: written,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
  }).catch((cause: unknown) => {
    const details = { field: 'response' }
    throw new AppError('VALIDATION_ERROR', 'response: the passkey cannot be read: begin again', details, { cause })
  })
  if (!said.verified) throw invalid('response', 'the passkey cannot be verified: begin again')
  const { id, publicKey, counter, transports } = said.registrationInfo.credential
  return ctx.db.transaction(async (tx) => {
    const row = {
      id: ctx.app.ids.uuid(),
      userId: person.user.id,
      name: body.name,
      credentialId: id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: transports ?? [],
      createdAt: nowText(ctx),
    }
    const [added] = await tx.insert(passkeys, row, 'ignore')
    if (!added) throw new AppError('CONFLICT', 'This passkey was added already')
    await finishEnrolment(ctx, tx)
    const after = passkeyForm(added)
    await recordAudit(ctx, tx, { ...changeOf('auth.passkeys.add', added), before: null, after })
    return after
  })
}

/** The caller's, the first made first. */
export async function listPasskeys(ctx: TenantContext): Promise<DataOf<typeof contracts.listPasskeys>> {
  const where = eq(passkeys.userId, ownAccount(ctx).user.id)
  const rows = await ctx.db.find(passkeys, { where, orderBy: [asc(passkeys.createdAt), asc(passkeys.id)] })
  return { passkeys: rows.map(passkeyForm) }
}

/**
 * @throws AppError NOT_FOUND, also for somebody else's; VALIDATION_ERROR without a proof; RATE_LIMITED; CONFLICT for the
 *   last factor where the tenant requires one
 */
export async function removePasskey(
  ctx: TenantContext,
  { params, body }: InputOf<typeof contracts.removePasskey>,
): Promise<{ deleted: true }> {
  const { user } = ownAccount(ctx)
  const own = and(eq(passkeys.id, params.id), eq(passkeys.userId, user.id))
  if ((await ctx.db.count(passkeys, own)) === 0) throw notFound()
  await proveOneself(ctx, user, body)
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.remove(passkeys, own)
    if (!row) throw notFound()
    await refuseWithoutFactor(ctx, tx, user.id)
    await recordAudit(ctx, tx, { ...changeOf('auth.passkeys.remove', row), before: passkeyForm(row), after: null })
    return { deleted: true as const }
  })
}

const changeOf = (operation: string, row: PasskeyRow) => ({ operation, entity: 'passkey', entityId: row.id })

function passkeyForm(row: PasskeyRow) {
  return { id: row.id, name: row.name, created_at: row.createdAt, last_used_at: row.lastUsedAt }
}
