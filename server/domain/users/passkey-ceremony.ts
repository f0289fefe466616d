import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { and, eq, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { PasskeyAnswer } from '#shared/contracts/passkeys'
import type { App } from '../../context/app'
import { hashKey } from '../../crypto/hash-key'
import { signChallenge, verifyChallenge } from '../../crypto/signed-challenge'
import { oneTimeTokens } from '../../db/schema/one-time-tokens'
import { passkeys } from '../../db/schema/passkeys'
import type { SettingsRow, UserRow } from '../../db/system-db'
import type { TenantDb } from '../../db/tenant-db'
import { allowedOrigins } from '../tenants/allowed-origins'
import { requireRelyingParty } from './relying-party'

export type PasskeyRow = typeof passkeys.$inferSelect

/** How long a browser may ask its person, milliseconds (WebAuthn level 3, section 15.1: 5 minutes). */
export const CEREMONY_MS = 5 * 60_000

const ClientData = z.object({ challenge: z.string() })

/** A challenge for one ceremony: `register` in a session, or `sign-in` to a tenant. */
export function newChallenge(app: App, subject: readonly string[]): string {
  const expiresAt = new Date(app.clock.now().getTime() + CEREMONY_MS)
  return signChallenge(app.config.secretKey, ['passkey', ...subject], expiresAt)
}

/**
 * Takes the challenge that an answer is to: of two answers to one, the first counts.
 *
 * @returns the challenge as browsers write it; null when it is not ours, for something else, over or used
 */
export async function claimChallenge(
  app: App,
  db: TenantDb,
  subject: readonly string[],
  clientDataJson: string,
): Promise<string | null> {
  const written = challengeIn(clientDataJson)
  if (written === null) return null
  const challenge = Buffer.from(written, 'base64url').toString()
  const now = app.clock.now()
  const end = verifyChallenge(app.config.secretKey, ['passkey', ...subject], challenge, now)
  if (!end) return null
  const used = {
    id: app.ids.uuid(),
    tokenHash: hashKey(challenge, app.config.secretKey),
    purpose: 'passkey' as const,
    createdAt: now.toISOString(),
    expiresAt: end.toISOString(),
    usedAt: now.toISOString(),
  }
  return (await db.insert(oneTimeTokens, used, 'ignore')).length === 1 ? written : null
}

/** The name under which authenticators keep a person's passkeys: no two people of any tenant share one. */
export const userHandle = (user: Pick<UserRow, 'id' | 'tenantId'>) => `${user.tenantId}:${user.id}`

/**
 * Whether an answer is this passkey's, to this challenge, on our pages, and whether its count of uses went on.
 *
 * @param written the challenge as browsers write it
 * @param asks.verification the authenticator must have verified its person: a passkey without a password
 */
export async function usePasskey(
  app: App,
  db: TenantDb,
  passkey: PasskeyRow,
  answer: z.output<typeof PasskeyAnswer>,
  asks: { written: string; verification: boolean; settings: SettingsRow },
): Promise<boolean> {
  const party = requireRelyingParty(app)
  const said = await verifyAuthenticationResponse({
    response: answer as never,
    expectedChallenge: asks.written,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    expectedTopOrigin: allowedOrigins(app, asks.settings),
    requireUserVerification: asks.verification,
    credential: {
      id: passkey.credentialId,
      publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
      transports: passkey.transports,
    },
  }).catch(() => null) // it throws for each way in which an answer can be wrong
  if (!said?.verified) return false
  const counter = said.authenticationInfo.newCounter
  // Authenticators that do not count say 0 (section 6.1.1); a count that stands still or goes back is a copy's.
  const wentOn = or(lt(passkeys.counter, counter), and(eq(passkeys.counter, 0), sql`${counter} = 0`))
  const changes = { counter, lastUsedAt: app.clock.now().toISOString() }
  return (await db.update(passkeys, changes, and(eq(passkeys.id, passkey.id), wentOn))).length === 1
}

function challengeIn(clientDataJson: string): string | null {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(clientDataJson, 'base64url').toString())).challenge
  } catch {
    return null
  }
}
