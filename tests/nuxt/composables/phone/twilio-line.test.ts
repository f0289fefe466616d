import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CallEvents, LineCall, LineEvents } from '~/composables/phone/line'
import { openLine } from '~/composables/phone/twilio-line'

/** As much of the Voice SDK's call and device as a line has to do with. */
class SdkCall extends EventEmitter {
  parameters: Record<string, string> = {}
  customParameters = new Map<string, string>()
  state = 'open'
  accept = vi.fn()
  reject = vi.fn()
  disconnect = vi.fn()
  mute = vi.fn()
  sendDigits = vi.fn()
  constructor(readonly direction: 'INCOMING' | 'OUTGOING') {
    super()
  }
  status = () => this.state
  /** Closed by the time it is said, as the SDK has it. */
  end(event: string): void {
    this.state = 'closed'
    this.emit(event)
  }
}

class SdkDevice extends EventEmitter {
  static last: SdkDevice
  state = 'unregistered'
  isBusy = false
  made = new SdkCall('OUTGOING')
  destroy = vi.fn()
  updateToken = vi.fn()
  connect = vi.fn(() => Promise.resolve(this.made))
  register = vi.fn(() => this.enter('registered'))
  unregister = vi.fn(() => this.enter('unregistered'))
  audio = Object.assign(new EventEmitter(), {
    availableInputDevices: devices('default', 'mic-1'),
    availableOutputDevices: devices('default', 'speaker-1', 'speaker-2'),
    isOutputSelectionSupported: true,
    speakerDevices: { set: vi.fn(() => Promise.resolve()), test: vi.fn(() => Promise.resolve()) },
    ringtoneDevices: { set: vi.fn(() => Promise.resolve()) },
    setInputDevice: vi.fn(() => Promise.resolve()),
    unsetInputDevice: vi.fn(() => Promise.resolve()),
  })
  constructor(
    readonly token: string,
    readonly options: { sounds: Record<string, string>; tokenRefreshMs: number; enableImprovedSignalingErrorPrecision: boolean }, // prettier-ignore
  ) {
    super()
    SdkDevice.last = this
  }
  private enter(state: string): Promise<void> {
    this.state = state
    this.emit(state)
    return Promise.resolve()
  }
}

vi.mock('@twilio/voice-sdk', () => ({ Device: function (...given: ConstructorParameters<typeof SdkDevice>) { return new SdkDevice(...given) } })) // prettier-ignore

const devices = (...ids: string[]) => new Map(ids.map((deviceId) => [deviceId, { deviceId, label: `The ${deviceId}` }]))
const handlers = (): LineEvents => ({
  reachable: vi.fn(),
  incoming: vi.fn(),
  tokenEnds: vi.fn(),
  failed: vi.fn(),
  devicesChanged: vi.fn(),
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
  on = handlers()
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

describe('its calls', () => {
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
