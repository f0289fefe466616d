import { describe, expect, it } from 'vitest'
import { ApiError } from '~/composables/api-error'
import { useAttempt } from '~/composables/use-attempt'

const failing = (status: number, code: string) => () => Promise.reject(new ApiError(status, code, 'No'))

/** The keys of two tries of the same, the first of which ended so. */
async function keysAround(first: () => Promise<unknown>): Promise<string[]> {
  const attempt = useAttempt()
  const keys: string[] = []
  for (const outcome of [first, () => Promise.resolve()]) {
    await attempt.run({ to: '+1' }, (key) => (keys.push(key), outcome())).catch(() => undefined)
  }
  return keys
}

describe('useAttempt', () => {
  it.each([
    [502, 'EXTERNAL_API_ERROR'],
    [422, 'VALIDATION_ERROR'],
    [429, 'RATE_LIMITED'],
  ])('after_a_refusal_%i_%s_the_same_is_tried_anew', async (status, code) => {
    const [first, second] = await keysAround(failing(status, code))
    expect(second).not.toBe(first)
  })

  it.each([
    [0, 'UNREACHABLE'],
    [500, 'SERVER_ERROR'],
    [503, 'SERVER_ERROR'],
    [409, 'CONFLICT'],
  ])('without_an_answer_%i_%s_the_same_is_asked_about_again', async (status, code) => {
    const [first, second] = await keysAround(failing(status, code))
    expect(second).toBe(first)
  })

  it('what_was_done_is_over_and_something_else_is_another_attempt', async () => {
    const [first, second] = await keysAround(() => Promise.resolve())
    expect(second).not.toBe(first)
    const attempt = useAttempt()
    const keys: string[] = []
    for (const to of ['+1', '+2']) {
      await attempt.run({ to }, (key) => (keys.push(key), failing(500, 'SERVER_ERROR')())).catch(() => undefined)
    }
    expect(keys[0]).not.toBe(keys[1])
  })
})
