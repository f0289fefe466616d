import { createHmac, randomBytes } from 'node:crypto'
import { constantTimeEqual } from './hash-key'

/**
 * A challenge that proves by itself that we gave it, for what and until when, so that asking for one writes nothing.
 *
 * @param subject whom and what it is for; only the same one verifies it
 */
export function signChallenge(secret: string, subject: readonly string[], expiresAt: Date): string {
  const unsigned = `${expiresAt.getTime()}.${randomBytes(16).toString('base64url')}`
  return `${unsigned}.${mac(secret, subject, unsigned)}`
}

/** The end of a challenge of ours for this subject; null when it is forged, for something else, or over. */
export function verifyChallenge(secret: string, subject: readonly string[], challenge: string, now: Date): Date | null {
  const [, unsigned, expiresAt, signature] = /^((\d{1,15})\.[\w-]{22})\.([\w-]{43})$/.exec(challenge) ?? []
  if (!unsigned || !signature || !constantTimeEqual(signature, mac(secret, subject, unsigned))) return null
  return Number(expiresAt) > now.getTime() ? new Date(Number(expiresAt)) : null
}

function mac(secret: string, subject: readonly string[], unsigned: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['challenge', ...subject, unsigned]))
    .digest('base64url')
}
