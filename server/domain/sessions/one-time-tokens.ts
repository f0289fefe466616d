import { and, eq, gt, isNull } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { EntryRefusal } from '#shared/page-entry'
import type { App } from '../../context/app'
import { hashKey } from '../../crypto/hash-key'
import { oneTimeTokens } from '../../db/schema/one-time-tokens'
import type { OneTimeTokenRow } from '../../db/system-db'
import { TenantDb } from '../../db/tenant-db'

type Purpose = OneTimeTokenRow['purpose']

/** Why a token opens nothing. */
type TokenRefusal = Extract<EntryRefusal, `${string}_token`>

const PREFIXES: Record<Purpose, string> = { embed: 'tle', ticket: 'tlt', second_factor: 'tlf', passkey: 'tlp' }

/**
 * Makes a token that works once.
 *
 * @param lifeMs how long it may wait to be used, milliseconds
 * @returns the token in clear, which is kept nowhere, and its end
 */
export async function issueToken(
  app: App,
  db: TenantDb,
  token: {
    purpose: Purpose
    lifeMs: number
    sessionId?: string
    apiKeyId?: string
    userId?: number
    data?: Record<string, unknown>
  },
): Promise<{ clear: string; expiresAt: string }> {
  const { lifeMs, ...row } = token
  const now = app.clock.now().getTime()
  const clear = `${PREFIXES[token.purpose]}_${randomBytes(32).toString('base64url')}`
  const expiresAt = new Date(now + lifeMs).toISOString()
  await db.insert(oneTimeTokens, {
    ...row,
    id: app.ids.uuid(),
    tokenHash: hashKey(clear, app.config.secretKey),
    createdAt: new Date(now).toISOString(),
    expiresAt,
  })
  return { clear, expiresAt }
}

/** Looks a token up without using it. */
export async function readToken(app: App, purpose: Purpose, clear: string): Promise<OneTimeTokenRow | TokenRefusal> {
  const row = await app.system.findOneTimeToken(hashKey(clear, app.config.secretKey))
  if (!row || row.purpose !== purpose) return 'unknown_token'
  if (row.usedAt !== null) return 'used_token'
  return row.expiresAt > app.clock.now().toISOString() ? row : 'expired_token'
}

/**
 * Uses a token up: of two that try at once, one gets it. What it was for is for the caller to compare before.
 *
 * @returns whether it was there to be used
 */
export async function useToken(app: App, row: OneTimeTokenRow): Promise<boolean> {
  const now = app.clock.now().toISOString()
  const unused = and(eq(oneTimeTokens.id, row.id), isNull(oneTimeTokens.usedAt), gt(oneTimeTokens.expiresAt, now))
  const used = await TenantDb.open(app.db, row.tenantId).update(oneTimeTokens, { usedAt: now }, unused)
  return used.length === 1
}
