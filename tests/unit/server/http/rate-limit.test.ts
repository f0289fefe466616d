import { expect, it } from 'vitest'
import { AppError } from '#server/errors'
import { createRateLimiter } from '#server/http/rate-limit'

it('request_over_the_limit_is_refused_and_told_when_to_come_back', async () => {
  const limiter = createRateLimiter(2)
  const seen: Record<string, string>[] = []
  const consume = (tenant: string) => limiter.consume(tenant, (headers) => seen.push(headers))
  await consume('acme')
  await consume('acme')
  const error = await consume('acme').catch((refusal: unknown) => refusal as AppError)
  expect(error).toMatchObject({ errorName: 'RATE_LIMITED', details: { limit_per_minute: 2 } })
  expect((error as AppError).retryAfterSeconds).toBeGreaterThan(0)
  expect((error as AppError).retryAfterSeconds).toBeLessThanOrEqual(60)
  expect(seen.map((headers) => headers['ratelimit-remaining'])).toEqual(['1', '0', '0'])
  expect(seen[0]).toMatchObject({ 'ratelimit-limit': '2' })
})

it('one_tenants_requests_take_nothing_from_another', async () => {
  const limiter = createRateLimiter(1)
  await limiter.consume('acme', () => undefined)
  await expect(limiter.consume('globex', () => undefined)).resolves.toBeUndefined()
  await expect(limiter.consume('acme', () => undefined)).rejects.toThrow(AppError)
})
