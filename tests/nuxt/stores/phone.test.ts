import { describe, expect, it, vi } from 'vitest'
import { usePhoneStore } from '~/stores/phone'
import { fakePhone } from '../../support/fake-line'
import { KEY, usePhoneOfAcme } from '../../support/phone-store'

vi.mock('~/composables/phone/twilio-line', () => import('../../support/fake-line'))

const at = usePhoneOfAcme()

describe('taking calls', () => {
  it('asks_for_the_microphone_once_lets_it_go_and_remembers', async () => {
    const phone = usePhoneStore()
    await phone.resume()
    expect(at.asked).not.toHaveBeenCalled()
    expect(phone.state).toBe('off')
    await phone.takeCalls(true)
    expect(at.asked).toHaveBeenCalledTimes(1)
    expect(at.stopped).toHaveBeenCalledTimes(1)
    expect([phone.state, phone.isReachable]).toEqual(['on', true])
    expect(JSON.parse(localStorage.getItem(KEY)!)).toMatchObject({ takesCalls: true })
    await phone.takeCalls(false)
    expect(phone.state).toBe('off')
    expect(fakePhone.lines.map(({ isClosed }) => isClosed)).toEqual([true])
    expect(JSON.parse(localStorage.getItem(KEY)!)).toMatchObject({ takesCalls: false })
  })

  it('a_switch_that_was_left_on_is_on_again_without_a_question', async () => {
    localStorage.setItem(KEY, JSON.stringify({ takesCalls: true }))
    const phone = usePhoneStore()
    await phone.resume()
    expect(phone.state).toBe('on')
    expect(at.asked).not.toHaveBeenCalled()
  })

  it('a_person_who_is_faster_than_the_page_is_heard', async () => {
    const phone = usePhoneStore()
    const turning = phone.takeCalls(true)
    await phone.resume()
    await turning
    expect([phone.takesCalls, phone.isReachable]).toEqual([true, true])
  })

  it.each([
    ['NotAllowedError', 'microphone_refused'],
    ['NotFoundError', 'microphone_absent'],
    ['NotReadableError', 'microphone_busy'],
  ])('says_why_there_is_no_microphone_%s', async (name, code) => {
    at.asked.mockImplementation(() => Promise.reject(new DOMException('no', name)))
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    expect(phone.problem).toEqual({ code })
    expect(phone.state).toBe('off')
    expect(fakePhone.lines).toEqual([])
    expect(localStorage.getItem(KEY), 'the next page does not try by itself').toBeNull()
  })

  it('says_what_the_account_lacks_and_works_once_it_is_there', async () => {
    at.refusal = { status: 409, code: 'NOT_CONFIGURED', details: { missing: 'api_key' } }
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    expect(phone.problem).toEqual({ code: 'not_configured', missing: 'api_key' })
    await phone.resume() // the page may be slower than all of this
    expect(at.asked, 'nobody is asked in vain').not.toHaveBeenCalled()
    at.refusal = null
    await phone.retry()
    expect([phone.problem, phone.state, phone.isReachable]).toEqual([null, 'on', true])
    expect(JSON.parse(localStorage.getItem(KEY)!)).toMatchObject({ takesCalls: true })
  })

  it('says_that_a_browser_without_webrtc_cannot', async () => {
    vi.stubGlobal('RTCPeerConnection', undefined)
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    expect(phone.problem).toEqual({ code: 'microphone_unsupported' })
  })
})

describe('the token', () => {
  it('is_followed_by_the_next_before_it_ends_and_once_when_it_is_not_taken', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    const [line] = fakePhone.lines
    line!.on.tokenEnds()
    line!.on.tokenEnds()
    await expect.poll(() => line!.tokens).toEqual(['token-1', 'token-2'])
    line!.on.failed('token')
    await expect.poll(() => line!.tokens).toEqual(['token-1', 'token-2', 'token-3'])
    expect(phone.problem).toBeNull()
  })

  it('that_twilio_refuses_each_time_is_said_and_a_new_line_may_have_better_luck', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    const [line] = fakePhone.lines
    for (const count of [2, 3]) {
      line!.on.failed('token')
      await expect.poll(() => line!.tokens.length).toBe(count)
      expect(phone.problem).toBeNull()
    }
    line!.on.failed('token')
    expect(phone.problem).toEqual({ code: 'token' })
    await phone.retry()
    expect([phone.problem, fakePhone.lines.length]).toEqual([null, 2])
  })

  it('that_is_taken_in_between_is_followed_for_ever', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    const [line] = fakePhone.lines
    for (const count of [2, 3, 4, 5]) {
      line!.on.failed('token')
      await expect.poll(() => line!.tokens.length).toBe(count)
      line!.on.reachable(true)
    }
    expect(phone.problem).toBeNull()
  })

  it('that_is_refused_is_said', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    at.refusal = { status: 403, code: 'PERMISSION_DENIED' }
    fakePhone.lines[0]!.on.tokenEnds()
    await expect.poll(() => phone.problem).toEqual({ code: 'token' })
  })
})

describe('calls', () => {
  it('that_ring_are_declined_by_one_that_is_made', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    fakePhone.ring({ from: '+12025550102' })
    await phone.dial('+12025550101', null)
    expect([phone.incoming, phone.call!.number]).toEqual([[], '+12025550101'])
    expect(fakePhone.calls[0]!.did).toEqual(['decline'])
  })

  it('one_that_is_made_twice_at_once_is_one', async () => {
    const phone = usePhoneStore()
    const made = await Promise.all([phone.dial('+12025550101', null), phone.dial('+12025550101', null)])
    expect(made).toEqual([true, false])
    expect(fakePhone.calls).toHaveLength(1)
    expect(fakePhone.lines[0]!.receives, 'the switch is off').toBe(false)
  })

  it('goes_from_connecting_over_ringing_to_its_end', async () => {
    const phone = usePhoneStore()
    await phone.dial('+12025550101', '+12345678900')
    expect(fakePhone.calls[0]).toMatchObject({ to: '+12025550101', callerId: '+12345678900' })
    const phases = [phone.call!.phase]
    fakePhone.rings()
    phases.push(phone.call!.phase)
    fakePhone.answers()
    phases.push(phone.call!.phase)
    expect(phases).toEqual(['calling', 'ringing', 'talking'])
    phone.mute(true)
    phone.press('1')
    phone.press('#')
    expect([phone.call!.isMuted, phone.call!.digits]).toEqual([true, '1#'])
    fakePhone.warns('silent_microphone', true)
    expect(phone.call!.warnings).toEqual(['silent_microphone'])
    fakePhone.ends('network')
    expect(phone.call).toBeNull()
    expect(phone.ended).toMatchObject({ problem: 'network', number: '+12025550101', warnings: [] })
    expect(fakePhone.calls[0]!.did).toEqual(['mute', 'press 1', 'press #'])
  })

  it('that_come_in_are_answered_declined_or_given_up', async () => {
    const phone = usePhoneStore()
    await phone.takeCalls(true)
    fakePhone.ring({ from: '+12025550102', called: '+12345678900', label: 'Main' })
    expect(phone.incoming).toMatchObject([{ number: '+12025550102', about: { label: 'Main' } }])
    phone.decline(phone.incoming[0]!)
    expect(phone.incoming).toEqual([])
    fakePhone.ring({ from: '+12025550103' })
    fakePhone.ends()
    expect([phone.incoming, phone.ended!.number]).toEqual([[], '+12025550103'])
    fakePhone.ring({ from: '+12025550104' })
    phone.answer(phone.incoming[0]!)
    expect([phone.incoming, phone.call!.phase]).toEqual([[], 'talking'])
    expect(fakePhone.calls.map(({ did }) => did)).toEqual([['decline'], [], ['answer']])
  })

  it('are_found_at_the_server_by_their_leg_and_held_there', async () => {
    const phone = usePhoneStore()
    await phone.dial('+12025550101', null)
    at.rows = [{ id: 5, call_sid: fakePhone.calls[0]!.sid, status: 'in-progress', on_hold: false, transfer: null }]
    fakePhone.answers()
    await expect.poll(() => phone.server.row?.id).toBe(5)
    await phone.server.hold()
    expect(phone.server.row!.on_hold).toBe(true)
    fakePhone.ends()
    await expect.poll(() => phone.server.row).toBeNull()
  })

  it('end_with_the_phone', async () => {
    const phone = usePhoneStore()
    await phone.dial('+12025550101', null)
    phone.leave()
    expect([phone.call, phone.state, fakePhone.calls[0]!.isOver]).toEqual([null, 'off', true])
  })
})

it('nothing_is_left_for_whoever_signs_in_next', async () => {
  const phone = usePhoneStore()
  await phone.takeCalls(true)
  await phone.choose({ microphone: 'mic-2' })
  await phone.dial('+12025550101', null)
  const left = fakePhone.calls[0]!.on!
  fakePhone.lines[0]!.on.failed('failed')
  phone.leave()
  left.ended(null) // the Voice SDK says so later
  expect([phone.ended, phone.problem, phone.devices, phone.takesCalls]).toEqual([null, null, null, false])
  expect(phone.sound).toEqual({ microphone: '', speaker: '', alsoRings: '' })
})

it('devices_are_remembered_and_used', async () => {
  const phone = usePhoneStore()
  await phone.takeCalls(true)
  expect(phone.devices!.microphones).toHaveLength(2)
  await phone.choose({ microphone: 'mic-2' })
  await phone.choose({ alsoRings: 'speaker-2' })
  expect(fakePhone.lines[0]!.used).toEqual({ microphone: 'mic-2', speaker: '', alsoRings: 'speaker-2' })
  phone.leave()
  await phone.resume()
  expect(fakePhone.lines.at(-1)!.used).toEqual({ microphone: 'mic-2', speaker: '', alsoRings: 'speaker-2' })
})
