import { randomBytes } from 'node:crypto'

/**
 * A Twilio SID: two letters and 32 hexadecimal digits.
 * @param prefix `SM`, `CA`, `PN`, …
 */
export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex')
}
