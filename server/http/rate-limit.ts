import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../errors'

export interface RateLimiter {
  /**
   * Counts one request.
   *
   * @param budget what it is taken from: a tenant's, or its pages'
   * @returns the headers that say how much is left (draft-ietf-httpapi-ratelimit-headers, the three-field form)
   * @throws AppError RATE_LIMITED with `retryAfterSeconds`
   */
  consume(budget: string, setHeaders: (headers: Record<string, string>) => void): Promise<void>
}

/** @param perMinute requests from each budget in 60 seconds */
export function createRateLimiter(perMinute: number): RateLimiter {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    async consume(budget, setHeaders) {
      const state = await limiter.consume(budget).catch((refusal: unknown) => refusal)
      if (!(state instanceof RateLimiterRes)) throw state
      const resetSeconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
      setHeaders({
        'ratelimit-limit': String(perMinute),
        'ratelimit-remaining': String(Math.max(0, state.remainingPoints)),
        'ratelimit-reset': String(resetSeconds),
      })
      if (state.consumedPoints > perMinute) {
        throw new AppError(
          'RATE_LIMITED',
          `More than ${perMinute} requests in a minute; wait ${resetSeconds} seconds`,
          { limit_per_minute: perMinute, retry_after_seconds: resetSeconds },
          { retryAfterSeconds: resetSeconds },
        )
      }
    },
  }
}
