import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../../errors'

/** Failures are forgotten after so long, seconds. */
const WINDOW_SECONDS = 5 * 60

export interface AddressGuard {
  /**
   * Runs one try to sign in.
   *
   * @param address whoever tries, as far as it is known
   * @param attempt resolves to null for a failure, which counts; what it throws does not
   * @throws AppError RATE_LIMITED with `retryAfterSeconds` for an address with too many failures
   */
  attempt<T>(address: string | null, attempt: () => Promise<T | null>): Promise<T | null>
}

/**
 * Stops whoever tries one name after the other, which no name's own lock sees. Kept in memory like that.
 *
 * @param maxFailures of one address in 5 minutes: a whole office may be behind one
 */
export function createAddressGuard(maxFailures: number): AddressGuard {
  const limiter = new RateLimiterMemory({ points: maxFailures, duration: WINDOW_SECONDS })
  return {
    async attempt(address, attempt) {
      const place = placeOf(address)
      // Counted before it is known to fail, so that tries at once count like tries in a row.
      await limiter.consume(place).catch(refuse)
      let failed = false
      try {
        const result = await attempt()
        failed = result === null
        return result
      } finally {
        if (!failed) await limiter.reward(place)
      }
    },
  }
}

/** An IPv6 address is one of 2^64 that its owner may take: their network counts (RFC 6177). */
function placeOf(address: string | null): string {
  if (address === null) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped || !isIPv6(address)) return mapped ?? address
  const [before = '', after] = address.toLowerCase().split('::')
  const [head, tail] = [before.split(':').filter(Boolean), (after ?? '').split(':').filter(Boolean)]
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  return [...head, ...Array.from({ length: zeros }, () => '0'), ...tail].slice(0, 4).join(':')
}

function refuse(state: unknown): never {
  if (!(state instanceof RateLimiterRes)) throw state
  const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
  throw new AppError(
    'RATE_LIMITED',
    'Too many failed sign-ins from this address; wait a few minutes',
    { retry_after_seconds: seconds },
    { retryAfterSeconds: seconds },
  )
}
