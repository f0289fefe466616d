import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { and, eq, isNull } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/second-factor'
import type { App } from '../../context/app'
import { oneTimeTokens } from '../../db/schema/one-time-tokens'
import { passkeys } from '../../db/schema/passkeys'
import { users } from '../../db/schema/users'
import type { OneTimeTokenRow, SettingsRow, TenantRow, UserRow } from '../../db/system-db'
import { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { readToken, useToken } from '../sessions/one-time-tokens'
import { openSession, signedIn, type SignInCaller, type SignInOutcome } from '../sessions/open-session'
import { CEREMONY_MS, usePasskey } from './passkey-ceremony'
import { requireRelyingParty } from './relying-party'
import { useTotpCode } from './totp'

/** Tries of one sign-in. Whoever knows the password could begin another: the guard counts over all of them. */
const MAX_TRIES = 5

interface SecondStep {
  token: OneTimeTokenRow
  tenant: TenantRow
  settings: SettingsRow
  user: UserRow
  db: TenantDb
}

/** What the browser needs to ask for one of the person's passkeys. @throws AppError AUTH_INVALID with `reason` */
export async function secondFactorOptions(
  { app }: SignInCaller,
  { body }: InputOf<typeof contracts.secondFactorOptions>,
): Promise<SignInOutcome<DataOf<typeof contracts.secondFactorOptions>>> {
  const { user, db } = await readStep(app, body.challenge)
  const party = requireRelyingParty(app)
  const own = await db.find(passkeys, { where: eq(passkeys.userId, user.id) })
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: body.challenge, // random, ours, for one sign-in: no other is needed
    allowCredentials: own.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    timeout: CEREMONY_MS,
    userVerification: 'preferred',
  })
  return { data: { options: { ...options, rpId: party.id } }, opened: null }
}

/**
 * Finishes a sign-in whose password was right.
 *
 * @throws AppError AUTH_INVALID with `reason`: `wrong_factor` may try again, after any other the sign-in begins anew;
 *   RATE_LIMITED after 5 wrong ones of this person in 5 minutes, and for an address of too many failures
 */
export async function finishSecondFactor(
  caller: SignInCaller,
  { body }: InputOf<typeof contracts.finishSecondFactor>,
): Promise<SignInOutcome<DataOf<typeof contracts.finishSecondFactor>>> {
  const { app, request } = caller
  const step = await readStep(app, body.challenge)
  const name = JSON.stringify([step.tenant.id, step.user.id, 'second-factor'])
  const attempt = async () => {
    await countTry(step)
    return (await isFactor(app, step, body)) ? true : null
  }
  const isRight = await app.addressGuard.attempt(request.ipAddress, () => app.signInGuard.attempt(name, attempt))
  if (!isRight) throw new AppError('AUTH_INVALID', 'That is wrong, or was used already', { reason: 'wrong_factor' })
  if (!(await useToken(app, step.token))) throw overFor('used_token')
  const opening = { operation: 'auth.second-factor', kind: 'password', user: step.user, key: null } as const
  return signedIn(await openSession(caller, step, opening), body.bearer)
}

async function isFactor(
  app: App,
  { user, db, settings }: SecondStep,
  { challenge, code, passkey }: InputOf<typeof contracts.finishSecondFactor>['body'],
): Promise<boolean> {
  if (code !== undefined) return useTotpCode(app, db, user, code)
  const where = and(eq(passkeys.userId, user.id), eq(passkeys.credentialId, passkey!.id))
  const [row] = await db.find(passkeys, { where, limit: 1 })
  const written = Buffer.from(challenge).toString('base64url')
  return row !== undefined && usePasskey(app, db, row, passkey!, { written, verification: false, settings })
}

async function readStep(app: App, challenge: string): Promise<SecondStep> {
  const token = await readToken(app, 'second_factor', challenge)
  if (typeof token === 'string') throw overFor(token)
  const found = await app.system.findTenant(token.tenantId)
  const db = TenantDb.open(app.db, token.tenantId)
  const where = and(eq(users.id, token.userId ?? 0), eq(users.isActive, true))
  const [user] = await db.find(users, { where, limit: 1 })
  if (!found?.tenant.isActive || !user) throw overFor('unknown_token')
  return { token, user, db, ...found }
}

/** Before the answer is looked at, so that answers at once are not one try. The last one ends the sign-in. */
async function countTry({ db, token }: SecondStep): Promise<void> {
  await db.transaction(async (tx) => {
    const unused = and(eq(oneTimeTokens.id, token.id), isNull(oneTimeTokens.usedAt))
    const [row] = await tx.find(oneTimeTokens, { where: unused, limit: 1 })
    const tries = Number(row?.data.tries ?? 0)
    if (!row || tries >= MAX_TRIES) throw overFor('too_many_tries')
    await tx.update(oneTimeTokens, { data: { ...row.data, tries: tries + 1 } }, unused)
  })
}

const overFor = (reason: string) =>
  new AppError('AUTH_INVALID', 'This sign-in is over: begin again with user name and password', { reason })
