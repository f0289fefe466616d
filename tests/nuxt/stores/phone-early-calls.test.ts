import { describe, expect, it, vi } from 'vitest'
import { LineError } from '~/composables/phone/line'
import { usePhoneStore } from '~/stores/phone'
import { fakePhone } from '../../support/fake-line'
import { usePhoneOfAcme } from '../../support/phone-store'

vi.mock('~/composables/phone/twilio-line', () => import('../../support/fake-line'))

usePhoneOfAcme()

describe('a call that Twilio is not reached for', () => {
  async function dialled(isWanted: boolean) {
    const phone = usePhoneStore()
    if (isWanted) await phone.takeCalls(true)
    else await phone.dial('+12025550100', null)
    if (!isWanted) fakePhone.ends()
    fakePhone.calls.length = 0
    const { promise, resolve } = Promise.withResolvers<undefined>()
    fakePhone.waits = promise
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    expect(await phone.dial('+12025550101', null)).toBe(true)
    expect(phone.call).toMatchObject({ phase: 'calling', number: '+12025550101' })
    fakePhone.waits = null
    return { phone, resolve }
  }

  it.each([true, false])('is_hung_up_and_never_goes_out_later_with_the_switch_%s', async (isWanted) => {
    const { phone, resolve } = await dialled(isWanted)
    vi.useRealTimers()
    phone.hangUp()
    expect([phone.call, phone.ended!.problem]).toEqual([null, null])
    await expect.poll(() => phone.state).toBe(isWanted ? 'on' : 'off')
    expect(fakePhone.lines[0]!.isClosed).toBe(true)
    resolve(undefined)
    await expect.poll(() => fakePhone.calls.map(({ did }) => did)).toEqual([['hangUp']])
    expect([phone.call, await phone.dial('+12025550103', null)]).toEqual([null, true])
  })

  it('is_given_up_after_a_while', async () => {
    const { phone } = await dialled(false)
    vi.advanceTimersByTime(14_000)
    expect(phone.call).not.toBeNull()
    vi.advanceTimersByTime(1_000)
    expect([phone.call, phone.ended!.problem, phone.state]).toEqual([null, 'network', 'off'])
    expect(fakePhone.lines[0]!.isClosed).toBe(true)
  })

  it('is_muted_from_its_beginning_when_that_was_asked', async () => {
    const { phone, resolve } = await dialled(false)
    phone.mute(true)
    resolve(undefined)
    await expect.poll(() => fakePhone.calls[0]?.did).toEqual(['mute'])
    fakePhone.answers()
    expect(phone.call).toMatchObject({ phase: 'talking', isMuted: true })
  })

  it('says_why_it_was_refused', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    fakePhone.waits = Promise.reject(new LineError('token'))
    expect(await phone.dial('+12025550101', null)).toBe(true)
    await expect.poll(() => phone.ended?.problem).toBe('token')
    expect(phone.call).toBeNull()
  })
})
