import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { LineEvents } from '~/composables/phone/line'
import { openLine } from '~/composables/phone/twilio-line'
import { devices, lineHandlers, SdkDevice } from '../../../support/fake-sdk'

vi.mock('@twilio/voice-sdk', async () => {
  const { SdkDevice } = await import('../../../support/fake-sdk')
  return { Device: SdkDevice }
})

let on: LineEvents
const open = () => ({ line: openLine('first', on), device: SdkDevice.last })
beforeEach(() => {
  on = lineHandlers()
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:made-here')
})

describe('a line on the Voice SDK', () => {
  it('fetches_no_sound_from_elsewhere', () => {
    const { sounds } = open().device.options
    const names = ['incoming', 'outgoing', 'disconnect', ...'0123456789sh'].map((name) =>
      name.length === 1 ? `dtmf${name}` : name,
    )
    expect(Object.keys(sounds).sort()).toEqual(names.sort())
    for (const address of Object.values(sounds)) expect(address).toMatch(/^blob:/)
  })

  it('registers_only_while_calls_are_wanted_also_when_that_changes_on_the_way', () => {
    const { line, device } = open()
    expect(device.register).not.toHaveBeenCalled()
    line.receive(true)
    expect(on.reachable).toHaveBeenLastCalledWith(true)
    line.receive(false)
    expect([device.state, device.unregister.mock.calls.length]).toEqual(['unregistered', 1])
    device.state = 'registering'
    line.receive(false)
    device.state = 'registered'
    device.emit('registered')
    expect(device.unregister).toHaveBeenCalledTimes(2)
  })

  it('asks_for_the_next_token_a_minute_before_this_one_ends', () => {
    const { line, device } = open()
    expect(device.options.tokenRefreshMs).toBe(60_000)
    device.emit('tokenWillExpire')
    expect(on.tokenEnds).toHaveBeenCalledTimes(1)
    line.renew('second')
    expect(device.updateToken).toHaveBeenCalledWith('second')
  })

  it.each([
    // Codes as the SDK passes them on when it is asked for precise ones.
    [20101, 'token'],
    [20104, 'token'],
    [20151, 'token'],
    [31202, 'token'],
    [31203, 'token'],
    [31207, 'token'],
    [31000, 'network'],
    [31005, 'network'],
    [31009, 'network'],
    [31100, 'failed'],
  ])('says_error_%i_as_%s', (code, problem) => {
    const { device } = open()
    expect(device.options.enableImprovedSignalingErrorPrecision).toBe(true)
    device.emit('error', { code })
    expect(on.failed).toHaveBeenCalledWith(problem)
  })

  it('leaves_errors_of_a_call_to_the_call', () => {
    const { device } = open()
    device.emit('error', { code: 53405 }, device.made)
    expect(on.failed).not.toHaveBeenCalled()
  })

  it('calls_with_the_number_and_the_callers_and_the_microphone_that_was_chosen', async () => {
    const { line, device } = open()
    await line.use({ microphone: 'mic-1', speaker: 'speaker-1', alsoRings: 'speaker-2' })
    await line.connect('+12025550101', '+12345678900')
    expect(device.connect).toHaveBeenCalledWith({
      params: { To: '+12025550101', CallerId: '+12345678900' },
      rtcConstraints: { audio: { deviceId: 'mic-1' } },
    })
    expect(device.audio.speakerDevices.set).toHaveBeenCalledWith('speaker-1')
    expect(device.audio.ringtoneDevices.set).toHaveBeenCalledWith(['speaker-1', 'speaker-2'])
    expect(device.audio.setInputDevice, 'nobody talks: it would stay open').not.toHaveBeenCalled()
  })

  it('lets_the_microphone_go_that_was_changed_during_a_call', async () => {
    const { line, device } = open()
    await line.connect('+12025550101', null)
    device.isBusy = true
    await line.use({ microphone: 'mic-1', speaker: '', alsoRings: '' })
    expect(device.audio.setInputDevice).toHaveBeenCalledWith('mic-1')
    device.made.emit('disconnect')
    expect(device.audio.unsetInputDevice).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['mic-9', 'default', ['default', 'mic-1']],
    ['', 'mic-1', ['mic-1']],
  ])('speaks_into_the_first_microphone_when_%o_is_not_there_and_uses_the_speakers', async (microphone, used, there) => {
    const { line, device } = open()
    await line.connect('+12025550101', null)
    device.isBusy = true
    device.audio.availableInputDevices = devices(...there)
    await line.use({ microphone, speaker: 'speaker-1', alsoRings: '' })
    expect(device.audio.setInputDevice).toHaveBeenCalledWith(used)
    device.audio.setInputDevice.mockImplementation(() => Promise.reject(new Error('busy')))
    await line.use({ microphone, speaker: 'speaker-2', alsoRings: '' }).catch(() => undefined)
    expect(device.audio.speakerDevices.set.mock.calls).toEqual([['speaker-1'], ['speaker-2']])
  })

  it('lets_a_microphone_go_that_came_after_the_end_of_the_call', async () => {
    const { line, device } = open()
    await line.connect('+12025550101', null)
    device.isBusy = true
    const { promise, resolve } = Promise.withResolvers<undefined>()
    device.audio.setInputDevice.mockImplementation(() => promise)
    const using = line.use({ microphone: 'mic-1', speaker: '', alsoRings: '' })
    device.isBusy = false
    device.made.emit('disconnect')
    resolve(undefined)
    await using
    expect(device.audio.unsetInputDevice).toHaveBeenCalledTimes(1)
  })

  it('lists_devices_without_those_that_stand_for_others', () => {
    const { line } = open()
    expect(line.devices()).toEqual({
      microphones: [{ id: 'mic-1', name: 'The mic-1' }],
      speakers: [
        { id: 'speaker-1', name: 'The speaker-1' },
        { id: 'speaker-2', name: 'The speaker-2' },
      ],
      canChooseSpeaker: true,
    })
  })
})
