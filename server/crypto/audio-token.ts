import { createHmac } from 'node:crypto'
import { constantTimeEqual } from './hash-key'

const DAY_MS = 24 * 60 * 60 * 1000
const VALID_DAYS = 7

/**
 * A token for one audio file of one tenant, valid through a whole UTC day: equal input gives equal bytes on one day, so
 * that a preview and the call that follows it are the same.
 */
export function signAudio(secret: string, tenantId: string, file: string, now: Date): string {
  const lastDay = Math.floor(now.getTime() / DAY_MS) + VALID_DAYS
  return `${tenantId}.${lastDay}.${mac(secret, tenantId, file, lastDay)}`
}

/** The tenant that a token of this file speaks for; null when it is forged, for another file, or too old. */
export function verifyAudio(secret: string, token: string, file: string, now: Date): string | null {
  const [tenantId, day, signature] = token.split('.')
  if (!tenantId || !day || !signature || !/^\d{1,6}$/.test(day)) return null
  if (!constantTimeEqual(signature, mac(secret, tenantId, file, Number(day)))) return null
  return Math.floor(now.getTime() / DAY_MS) <= Number(day) ? tenantId : null
}

function mac(secret: string, tenantId: string, file: string, lastDay: number): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['audio', tenantId, file, lastDay]))
    .digest('base64url')
}
