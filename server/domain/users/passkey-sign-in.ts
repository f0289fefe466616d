import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { and, eq } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/passkeys'
import type { App } from '../../context/app'
import { passkeys } from '../../db/schema/passkeys'
import { users } from '../../db/schema/users'
import { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { openSession, signedIn, type SignInCaller, type SignInOutcome } from '../sessions/open-session'
import { CEREMONY_MS, claimChallenge, newChallenge, userHandle, usePasskey } from './passkey-ceremony'
import { requireRelyingParty } from './relying-party'

const subjectOf = (tenantId: string) => ['sign-in', tenantId]

/** What the browser needs to sign in with a passkey alone: the same for a tenant that is not there. */
export async function passkeySignInOptions(
  { app }: SignInCaller,
  { body }: InputOf<typeof contracts.passkeySignInOptions>,
): Promise<SignInOutcome<DataOf<typeof contracts.passkeySignInOptions>>> {
  const party = requireRelyingParty(app)
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: newChallenge(app, subjectOf(body.tenant_id)),
    timeout: CEREMONY_MS,
    userVerification: 'required',
  })
  return { data: { options: { ...options, rpId: party.id } }, opened: null }
}

/**
 * Signs a person in by a passkey whose authenticator has verified them: two factors in one.
 *
 * @throws AppError AUTH_INVALID, whatever is wrong with it; RATE_LIMITED for an address of too many failures
 */
export async function passkeySignIn(
  caller: SignInCaller,
  { body }: InputOf<typeof contracts.passkeySignIn>,
): Promise<SignInOutcome<DataOf<typeof contracts.passkeySignIn>>> {
  const { app, request } = caller
  const found = await app.addressGuard.attempt(request.ipAddress, () => verify(app, body))
  if (!found) throw refused()
  const opening = { operation: 'auth.passkey', kind: 'passkey', user: found.user, key: null } as const
  return signedIn(await openSession(caller, found, opening), body.bearer)
}

async function verify(
  app: App,
  { tenant_id: tenantId, response: answer }: InputOf<typeof contracts.passkeySignIn>['body'],
) {
  const found = await app.system.findTenant(tenantId)
  if (!found?.tenant.isActive) return null
  const db = TenantDb.open(app.db, found.tenant.id)
  const written = await claimChallenge(app, db, subjectOf(found.tenant.id), answer.response.clientDataJSON)
  const [passkey] = await db.find(passkeys, { where: eq(passkeys.credentialId, answer.id), limit: 1 })
  if (written === null || !passkey) return null
  const where = and(eq(users.id, passkey.userId), eq(users.isActive, true))
  const [user] = await db.find(users, { where, limit: 1 })
  const handle = answer.response.userHandle
  const isTheirs = user && (!handle || Buffer.from(handle, 'base64url').toString() === userHandle(user))
  const asks = { written, verification: true, settings: found.settings }
  return isTheirs && (await usePasskey(app, db, passkey, answer, asks)) ? { ...found, user } : null
}

const refused = () =>
  new AppError('AUTH_INVALID', 'This passkey signs nobody in here: try again, or use user name and password')
