import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/auth'
import type { EntryRefusal } from '#shared/page-entry'
import { apiKeys } from '../../db/schema/api-keys'
import { users } from '../../db/schema/users'
import type { ApiKeyRow, SettingsRow, TenantRow } from '../../db/system-db'
import { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { readToken, useToken } from './one-time-tokens'
import { openSession, signedIn, type OpenedSession, type SignInCaller, type SignInOutcome } from './open-session'

type Refusal = Exclude<EntryRefusal, 'origin_not_allowed'>

/** Who a token must be for, as far as somebody waits for a certain one. */
interface Expected {
  tenantId?: string
  /** null: the key itself, without a person. */
  userId?: number | null
}

const OPERATION = 'auth.exchange'
const SAID: Record<Refusal, string> = {
  unknown_token: 'This token opens nothing',
  used_token: 'This token was used already',
  expired_token: 'This token has expired',
  wrong_tenant: 'This token belongs to another tenant',
  other_person: 'This token is for somebody else than the page that goes on',
  wrong_key: 'The key behind this token, or its person, counts no longer',
}

/**
 * Turns an embed token into a session.
 *
 * @throws AppError AUTH_INVALID with `reason` in the details
 */
export async function exchange(
  caller: SignInCaller,
  { body }: InputOf<typeof contracts.exchange>,
): Promise<SignInOutcome<DataOf<typeof contracts.exchange>>> {
  const expected = { tenantId: caller.tenantId, userId: body.user_id }
  const opened = await exchangeEmbed(caller, body.embed, expected)
  if (typeof opened === 'string') throw new AppError('AUTH_INVALID', SAID[opened], { reason: opened })
  return signedIn(opened, body.bearer)
}

/** A token that is refused for being another's can still be used. */
export async function exchangeEmbed(
  caller: SignInCaller,
  token: string,
  { tenantId, userId }: Expected,
): Promise<OpenedSession | Refusal> {
  const { app } = caller
  const row = await readToken(app, 'embed', token)
  if (typeof row === 'string') return row
  if (tenantId !== undefined && row.tenantId !== tenantId) return 'wrong_tenant'
  if (userId !== undefined && row.userId !== userId) return 'other_person'
  const found = await app.system.findTenant(row.tenantId)
  const key = await findKey(caller, row.tenantId, row.apiKeyId)
  const user = await findUser(caller, row.tenantId, row.userId)
  if (!found?.tenant.isActive || !key || user === undefined) return 'wrong_key'
  if (!(await useToken(app, row))) return 'used_token'
  return openSession(caller, found, { operation: OPERATION, kind: user ? 'embed' : 'api_key', user, key })
}

/** Opens the pages for a key that was given in their address. */
export async function exchangeKey(
  caller: SignInCaller,
  found: { key: ApiKeyRow; tenant: TenantRow; settings: SettingsRow } | undefined,
  tenantId: string,
): Promise<OpenedSession | Refusal> {
  if (!found?.tenant.isActive) return 'wrong_key'
  if (found.tenant.id !== tenantId) return 'wrong_tenant'
  return openSession(caller, found, { operation: OPERATION, kind: 'api_key', user: null, key: found.key })
}

async function findKey({ app }: SignInCaller, tenantId: string, id: string | null): Promise<ApiKeyRow | undefined> {
  if (id === null) return undefined
  const now = app.clock.now().toISOString()
  const counts = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)))
  const [key] = await TenantDb.open(app.db, tenantId).find(apiKeys, {
    where: and(eq(apiKeys.id, id), counts),
    limit: 1,
  })
  return key
}

/** null: the key acts for itself; undefined: there was a person, who is not active any more. */
async function findUser({ app }: SignInCaller, tenantId: string, id: number | null) {
  if (id === null) return null
  const where = and(eq(users.id, id), eq(users.isActive, true))
  const [user] = await TenantDb.open(app.db, tenantId).find(users, { where, limit: 1 })
  return user
}
