import { EventEmitter } from 'node:events'
import { vi } from 'vitest'
import type { LineEvents } from '~/composables/phone/line'

/** As much of the Voice SDK's call and device as a line has to do with. */
export class SdkCall extends EventEmitter {
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

export class SdkDevice extends EventEmitter {
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

export const devices = (...ids: string[]) =>
  new Map(ids.map((deviceId) => [deviceId, { deviceId, label: `The ${deviceId}` }]))

/** What a line tells. */
export const lineHandlers = (): LineEvents => ({
  reachable: vi.fn(),
  incoming: vi.fn(),
  tokenEnds: vi.fn(),
  failed: vi.fn(),
  devicesChanged: vi.fn(),
})
