import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CallEvents, LineCall, LineEvents } from '~/composables/phone/line'
import { openLine } from '~/composables/phone/twilio-line'
import { lineHandlers, SdkCall, SdkDevice } from '../../../support/fake-sdk'

vi.mock('@twilio/voice-sdk', async () => {
  const { SdkDevice } = await import('../../../support/fake-sdk')
  return { Device: SdkDevice }
})

const callHandlers = (): CallEvents => ({
  ringing: vi.fn(),
  talking: vi.fn(),
  ended: vi.fn(),
  levels: vi.fn(),
  warned: vi.fn(),
  interrupted: vi.fn(),
})

/** Whatever was put off to after the event. */
const settled = () => Promise.resolve()

let on: LineEvents
const open = () => ({ line: openLine('first', on), device: SdkDevice.last })
beforeEach(() => {
  on = lineHandlers()
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:made-here')
})

describe('calls on the Voice SDK', () => {
  function incoming() {
    const { device } = open()
    const sdk = new SdkCall('INCOMING')
    sdk.parameters = { CallSid: 'CA1', From: '+12025550199' }
    for (const [name, value] of [['from', '+12025550101'], ['called', '+12345678900'], ['label', 'Main'], ['transferred_by', 'Ann']] as const) sdk.customParameters.set(name, value) // prettier-ignore
    device.emit('incoming', sdk)
    const call = vi.mocked(on.incoming).mock.calls[0]![0] as LineCall
    const heard = callHandlers()
    call.listen(heard)
    return { sdk, call, heard }
  }

  it('say_who_calls_which_number_and_who_hands_over', () => {
    const { call } = incoming()
    expect(call).toMatchObject({
      direction: 'inbound',
      about: { from: '+12025550101', called: '+12345678900', label: 'Main', transferredBy: 'Ann' },
    })
    expect(call.sid()).toBe('CA1')
  })

  it('do_what_is_asked', () => {
    const { sdk, call } = incoming()
    call.answer()
    call.mute(true)
    call.press('1#')
    call.hangUp()
    call.decline()
    expect(sdk.accept).toHaveBeenCalledWith({ rtcConstraints: { audio: true } })
    expect(sdk.mute).toHaveBeenCalledWith(true)
    expect(sdk.sendDigits).toHaveBeenCalledWith('1#')
    expect([sdk.disconnect.mock.calls.length, sdk.reject.mock.calls.length]).toEqual([1, 1])
  })

  it('end_once_with_the_reason_that_the_network_gave_before', async () => {
    const { sdk, heard } = incoming()
    sdk.emit('error', { code: 31486 })
    expect(heard.ended).not.toHaveBeenCalled()
    sdk.end('disconnect')
    await settled()
    sdk.emit('cancel')
    expect(vi.mocked(heard.ended).mock.calls).toEqual([['declined']])
  })

  it.each([
    [31401, 'microphone'],
    [53405, 'media'],
  ])('end_with_error_%i_that_the_sdk_tells_after_the_end', async (code, problem) => {
    const { sdk, heard } = incoming()
    sdk.end('disconnect')
    sdk.emit('error', { code })
    await settled()
    expect(vi.mocked(heard.ended).mock.calls).toEqual([[problem]])
  })

  it('end_as_calls_end', async () => {
    const { sdk, heard } = incoming()
    sdk.end('disconnect')
    await settled()
    expect(vi.mocked(heard.ended).mock.calls).toEqual([[null]])
  })

  it('that_ring_end_with_the_connection_and_those_that_run_do_not', () => {
    const { sdk, heard } = incoming()
    sdk.state = 'open'
    sdk.emit('transportClose')
    expect(heard.ended).not.toHaveBeenCalled()
    sdk.state = 'pending'
    sdk.emit('transportClose')
    expect(vi.mocked(heard.ended).mock.calls).toEqual([[null]])
  })

  it('warn_in_our_words_until_the_last_of_a_kind_is_over', () => {
    const { sdk, heard } = incoming()
    sdk.emit('warning', 'constant-audio-input-level')
    sdk.emit('warning', 'high-packet-loss')
    sdk.emit('warning', 'high-packets-lost-fraction')
    sdk.emit('warning', 'something-new')
    sdk.emit('warning-cleared', 'high-packet-loss')
    sdk.emit('warning-cleared', 'high-packets-lost-fraction')
    expect(vi.mocked(heard.warned).mock.calls).toEqual([
      ['silent_microphone', true],
      ['loss', true],
      ['loss', true],
      ['loss', true],
      ['loss', false],
    ])
  })

  it('tell_of_ringing_talking_levels_and_a_lost_connection', () => {
    const { sdk, heard } = incoming()
    sdk.emit('ringing', false)
    sdk.emit('accept', sdk)
    sdk.emit('volume', 0.5, 0.25)
    sdk.emit('reconnecting', {})
    sdk.emit('reconnected')
    expect([heard.ringing, heard.talking].map((each) => vi.mocked(each).mock.calls.length)).toEqual([1, 1])
    expect(heard.levels).toHaveBeenCalledWith(0.5, 0.25)
    expect(vi.mocked(heard.interrupted).mock.calls).toEqual([[true], [false]])
  })
})
