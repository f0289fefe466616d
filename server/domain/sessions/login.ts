import { eq } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/auth'
import type { z } from 'zod'
import type { SettingsRow, TenantRow, UserRow } from '../../db/system-db'
import { passkeys } from '../../db/schema/passkeys'
import { users } from '../../db/schema/users'
import { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { isPassword, NO_PASSWORD } from '../users/password'
import { issueToken } from './one-time-tokens'
import { openSession, signedIn, type SignInCaller, type SignInOutcome } from './open-session'

/** A random password's, so that a name that nobody has takes as long as one that somebody has. */
const NOBODYS_HASH = '$2y$12$gNumLZKzF6SKw2FPF0eUoeH1bbUid.bgrcLNzIcL5VMMq.QWap3WS'
/** How long the second step may take, milliseconds. */
const CHALLENGE_MS = 5 * 60_000

type SignInResult = z.input<typeof contracts.SignInResult>

interface Found {
  tenant: TenantRow
  settings: SettingsRow
  user: UserRow
}

/**
 * Signs a person in by tenant, name and password. What is wrong is not said.
 *
 * @throws AppError AUTH_INVALID; RATE_LIMITED while this name of this tenant is locked, or the caller's address
 */
export async function login(
  caller: SignInCaller,
  { body }: InputOf<typeof contracts.login>,
): Promise<SignInOutcome<SignInResult>> {
  const name = JSON.stringify([body.tenant_id, body.username])
  const { app, request } = caller
  const attempt = () => app.signInGuard.attempt(name, () => verify(caller, body))
  const found = await app.addressGuard.attempt(request.ipAddress, attempt)
  if (!found) throw new AppError('AUTH_INVALID', 'The tenant, the user name or the password is wrong')
  const { tenant, settings, user } = found
  const methods = await secondFactors(caller, user)
  if (methods.length > 0) {
    const token = { purpose: 'second_factor', lifeMs: CHALLENGE_MS, userId: user.id } as const
    const { clear } = await issueToken(app, TenantDb.open(app.db, tenant.id), token)
    return { data: { status: 'second_factor', challenge: clear, methods }, opened: null }
  }
  const stage = settings.requireSecondFactor ? 'enrolment' : 'full'
  const opening = { operation: 'auth.login', kind: 'password', stage, user, key: null } as const
  return signedIn(await openSession(caller, found, opening), body.bearer)
}

async function verify(
  { app }: SignInCaller,
  given: { tenant_id: string; username: string; password: string },
): Promise<Found | null> {
  const rows = await app.system.findTenant(given.tenant_id)
  // Asked for a tenant that is not there too, so that it takes as long.
  const [user] = await TenantDb.open(app.db, given.tenant_id).find(users, {
    where: eq(users.username, given.username),
    limit: 1,
  })
  const mayTry = rows?.tenant.isActive && user?.isActive && user.passwordHash !== NO_PASSWORD
  const isRight = await isPassword(app, given.password, mayTry ? user.passwordHash : NOBODYS_HASH)
  return mayTry && isRight ? { ...rows, user } : null
}

/** What a person has set up besides the password. */
async function secondFactors({ app }: SignInCaller, user: UserRow): Promise<('totp' | 'passkey')[]> {
  const db = TenantDb.open(app.db, user.tenantId)
  const hasPasskey = (await db.count(passkeys, eq(passkeys.userId, user.id))) > 0
  return [...(user.totpSecret === null ? [] : ['totp' as const]), ...(hasPasskey ? ['passkey' as const] : [])]
}
