import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePhoneStore } from '~/stores/phone'
import { fakePhone } from '../../support/fake-line'
import { KEY, usePhoneOfAcme } from '../../support/phone-store'

vi.mock('~/composables/phone/twilio-line', () => import('../../support/fake-line'))

const at = usePhoneOfAcme()

describe('trying again', () => {
  it.each(['token', 'failed', 'media'] as const)(
    'takes_a_new_line_where_the_old_one_has_the_problem_%s',
    async (code) => {
      const phone = usePhoneStore()
      await phone.takeCalls(true)
      phone.problem = { code }
      await phone.retry()
      expect([phone.problem, phone.state, phone.isReachable]).toEqual([null, 'on', true])
      expect(fakePhone.lines.map(({ isClosed }) => isClosed)).toEqual([true, false])
    },
  )

  it('cuts_nobody_off', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    fakePhone.ring({ from: '+12025550102' })
    fakePhone.lines[0]!.on.failed('network')
    await phone.retry()
    expect([phone.problem, phone.incoming.length, fakePhone.lines.length]).toEqual([null, 1, 1])
  })

  it('is_what_calling_does_too', async () => {
    const phone = usePhoneStore()
    await phone.dial('+12025550101', null)
    fakePhone.ends()
    fakePhone.lines[0]!.on.failed('network')
    expect(phone.problem).toEqual({ code: 'network' })
    expect(await phone.dial('+12025550101', null)).toBe(true)
    expect([phone.problem, fakePhone.lines.map(({ isClosed }) => isClosed)]).toEqual([null, [true, false]])
  })
})

describe('whoever changes their mind while the browser asks for the microphone', () => {
  it('turns_it_off_and_on_and_has_one_line', async () => {
    const open = at.questions()
    const phone = usePhoneStore()
    const first = phone.takeCalls(true)
    await expect.poll(() => open.length).toBe(1)
    await phone.takeCalls(false)
    const second = phone.takeCalls(true)
    await expect.poll(() => open.length).toBe(2)
    for (const answer of open) answer()
    await Promise.all([first, second])
    expect([phone.state, phone.isReachable, phone.problem]).toEqual(['on', true, null])
    expect(fakePhone.lines.filter(({ isClosed }) => !isClosed)).toHaveLength(1)
  })

  it('turns_it_off_and_may_call_later', async () => {
    const open = at.questions()
    const phone = usePhoneStore()
    const dialling = phone.dial('+12025550101', null)
    await expect.poll(() => open.length).toBe(1)
    await phone.takeCalls(false)
    open[0]!()
    expect([await dialling, phone.state, fakePhone.calls]).toEqual([false, 'off', []])
    const again = phone.dial('+12025550101', null)
    await expect.poll(() => open.length).toBe(2)
    open[1]!()
    expect(await again).toBe(true)
  })

  it('turns_it_off_while_the_devices_are_looked_for', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    fakePhone.waits = promise
    const phone = usePhoneStore()
    const turning = phone.takeCalls(true)
    await expect.poll(() => fakePhone.lines[0]?.used).toBeTruthy()
    await phone.takeCalls(false)
    resolve(undefined)
    await turning
    expect([phone.state, phone.isReachable, fakePhone.lines[0]!.isClosed]).toEqual(['off', false, true])
    expect(JSON.parse(localStorage.getItem(KEY)!)).toMatchObject({ takesCalls: false })
  })

  it('gives_the_phone_to_another_window_and_opens_no_line', async () => {
    const open = at.questions()
    const locks = vi.fn()
    let steal = () => {}
    locks.mockImplementationOnce((_: string, __: LockOptions, run: (lock: object) => Promise<unknown>) => {
      void run({})
      return new Promise((_, reject) => (steal = () => reject(new DOMException('lost', 'AbortError'))))
    })
    locks.mockImplementation(() => new Promise(() => {}))
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: at.asked }, locks: { request: locks } })
    const phone = usePhoneStore()
    const turning = phone.takeCalls(true)
    await expect.poll(() => open.length).toBe(1)
    steal()
    await expect.poll(() => phone.state).toBe('elsewhere')
    open[0]!()
    await turning
    expect(phone.state).toBe('elsewhere')
    expect(fakePhone.lines.filter(({ isClosed }) => !isClosed)).toEqual([])
  })
})

describe('a window that another one asks for the phone', () => {
  const heard: string[] = []
  let other: BroadcastChannel
  beforeEach(() => {
    heard.length = 0
    const request = (_: string, { signal }: LockOptions, run: (lock: object) => Promise<unknown>) =>
      signal ? new Promise(() => {}) : Promise.resolve(run({}))
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: at.asked }, locks: { request } })
    other = new BroadcastChannel(KEY)
    other.onmessage = ({ data }) => heard.push(data.type)
  })
  afterEach(() => other.close())

  async function answer(): Promise<string | undefined> {
    other.postMessage({ type: 'ask', from: 'other' })
    await expect.poll(() => heard.length).toBe(1)
    return heard.pop()
  }

  it('keeps_it_while_it_rings', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    fakePhone.ring({ from: '+12025550102' })
    expect([await answer(), phone.state, phone.incoming.length]).toEqual(['talking', 'on', 1])
    fakePhone.ends()
    expect([await answer(), phone.state]).toEqual(['given', 'elsewhere'])
  })

  it('keeps_it_while_somebody_is_being_called', async () => {
    const open = at.questions()
    const phone = usePhoneStore()
    const dialling = phone.dial('+12025550101', null)
    await expect.poll(() => open.length).toBe(1)
    expect(await answer()).toBe('talking')
    open[0]!()
    expect([await dialling, phone.call!.number]).toEqual([true, '+12025550101'])
  })
})
