import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The stored form of an API key. HMAC rather than a slow hash: keys are long and random, so there is nothing to guess,
 * and every request computes it.
 *
 * @param key the key in clear
 * @param secret a server secret, so that a stolen table verifies nothing
 */
export function hashKey(key: string, secret: string): string {
  return createHmac('sha256', secret).update(key).digest('base64url')
}

/** Compares two strings in a time that does not depend on where they differ. */
export function constantTimeEqual(left: string, right: string): boolean {
  const a = createHmac('sha256', 'compare').update(left).digest()
  const b = createHmac('sha256', 'compare').update(right).digest()
  return timingSafeEqual(a, b)
}
