import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { oneWindow, type OneWindow } from '~/composables/phone/one-window'

/** Locks as browsers have them, as far as one name at a time goes: who is in line gets it next. */
class Locks {
  private holder: { lose: () => void } | null = null
  private readonly line: (() => void)[] = []

  request(
    _: string,
    options: LockOptions,
    run: (lock: object | null) => Promise<unknown> | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const lost = () => reject(new DOMException('lost', 'AbortError'))
      const take = () => {
        const mine = (this.holder = { lose: lost })
        void Promise.resolve(run({})).then((value) => {
          resolve(value)
          if (this.holder !== mine) return
          this.holder = null
          this.line.shift()?.()
        })
      }
      if (options.steal) {
        this.holder?.lose()
        return take()
      }
      if (!this.holder) return take()
      if (options.ifAvailable) return resolve(run(null))
      this.line.push(take)
      options.signal?.addEventListener('abort', () => {
        this.line.splice(this.line.indexOf(take) >>> 0, 1)
        lost()
      })
    })
  }
}

let open: OneWindow[] = []
let count = 0
beforeEach(() => {
  count += 1
  vi.stubGlobal('navigator', { locks: new Locks() })
})
afterEach(() => {
  for (const one of open) one.close()
  open = []
  vi.unstubAllGlobals()
})

function window(isTalking = () => false) {
  const taken = vi.fn()
  const lost = vi.fn()
  const one = oneWindow(`phone ${count}`, { taken, lost }, isTalking)
  open.push(one)
  return { one, taken, lost }
}

describe('among the windows of a browser', () => {
  it('the_first_has_the_phone_and_the_next_gets_it_when_that_closes', async () => {
    const [first, second] = [window(), window()]
    expect([await first.one.take(), await second.one.take()]).toEqual([true, false])
    first.one.close()
    await expect.poll(() => second.taken.mock.calls.length).toBe(1)
    expect(await second.one.take(), 'it has it by now').toBe(true)
  })

  it('whoever_hears_that_it_has_the_phone_may_ask_for_it_at_once', async () => {
    const [first, second] = [window(), window()]
    await first.one.take()
    await second.one.take()
    let answer: Promise<boolean> | undefined
    second.taken.mockImplementation(() => (answer = second.one.take()))
    first.one.close()
    await expect.poll(() => answer).toBeDefined()
    expect(await answer).toBe(true)
  })

  it('one_that_asks_is_given_the_phone_and_the_other_stands_in_line', async () => {
    const [first, second] = [window(), window()]
    await first.one.take()
    await second.one.take()
    expect(await second.one.ask()).toBe(true)
    expect([first.lost.mock.calls.length, second.taken.mock.calls.length]).toEqual([1, 1])
    second.one.close()
    await expect.poll(() => first.taken.mock.calls.length).toBe(1)
  })

  it('one_in_which_somebody_talks_keeps_it', async () => {
    const [first, second] = [window(() => true), window()]
    await first.one.take()
    await second.one.take()
    expect(await second.one.ask()).toBe(false)
    expect(first.lost).not.toHaveBeenCalled()
  })

  it('one_that_sleeps_loses_it', async () => {
    const [first, second] = [window(), window()]
    await first.one.take()
    await second.one.take()
    const asleep = vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => undefined)
    expect(await second.one.ask()).toBe(true)
    asleep.mockRestore()
    await expect.poll(() => [first.lost.mock.calls.length, second.taken.mock.calls.length]).toEqual([1, 1])
  })

  it('one_that_is_given_no_locks_has_a_phone_of_its_own', async () => {
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } })
    expect(await window().one.take()).toBe(true)
    vi.stubGlobal('navigator', {})
    expect(await window().one.take()).toBe(true)
  })
})
