import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '~/composables/api-error'
import { tokenRenewal } from '~/composables/phone/token-renewal'

const fetch = vi.fn<() => Promise<string>>()
const on = { renewed: vi.fn(), failed: vi.fn() }
const told = () => [on.renewed.mock.calls.flat(), on.failed.mock.calls.length]

beforeEach(() => {
  vi.useFakeTimers()
  for (const mock of [fetch, on.renewed, on.failed]) mock.mockReset()
  fetch.mockResolvedValue('next')
})
afterEach(() => void vi.useRealTimers())

const refuseOnce = (status: number) => fetch.mockRejectedValueOnce(new ApiError(status, 'NO', 'No'))

describe('the next token', () => {
  it.each([0, 429, 500, 503])('is_asked_for_again_after_status_%i', async (status) => {
    refuseOnce(status)
    tokenRenewal(fetch, on).renew()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(told()).toEqual([[], 0])
    await vi.advanceTimersByTimeAsync(1)
    expect(told()).toEqual([['next'], 0])
  })

  it.each([403, 409])('is_given_up_after_status_%i', async (status) => {
    refuseOnce(status)
    tokenRenewal(fetch, on).renew()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([told(), fetch.mock.calls.length]).toEqual([[[], 1], 1])
  })

  it('is_not_asked_for_again_once_the_line_is_closed', async () => {
    refuseOnce(503)
    const tokens = tokenRenewal(fetch, on)
    tokens.renew()
    await vi.advanceTimersByTimeAsync(1_000)
    tokens.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([told(), fetch.mock.calls.length]).toEqual([[[], 0], 1])
  })

  it('is_asked_for_once_when_two_reasons_meet', async () => {
    refuseOnce(503)
    const tokens = tokenRenewal(fetch, on)
    tokens.renew()
    await vi.advanceTimersByTimeAsync(1_000)
    tokens.renew()
    tokens.refused()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([told(), fetch.mock.calls.length]).toEqual([[['next'], 0], 2])
  })

  it('is_refused_twice_at_most_and_counted_anew_when_one_is_taken_or_much_later', async () => {
    const tokens = tokenRenewal(fetch, on)
    const refused = async (times: number) => {
      for (let count = 0; count < times; count++) {
        tokens.refused()
        await vi.advanceTimersByTimeAsync(1_000)
      }
    }
    await refused(2)
    tokens.taken()
    await refused(2)
    await vi.advanceTimersByTimeAsync(600_001)
    await refused(2)
    expect(told()).toEqual([Array(6).fill('next'), 0])
    await refused(1)
    expect(told()).toEqual([Array(6).fill('next'), 1])
  })
})
