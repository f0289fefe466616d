/*
 * What the pages know of a telephone line in the browser, in our own words. `twilio-line.ts` is the one that there is: it
 * stands on Twilio's Voice SDK, and nothing else may.
 */

/** Opens a line. It makes calls from then on; `receive` lets calls come in. */
export type OpenLine = (token: string, on: LineEvents) => PhoneLine

export interface PhoneLine {
  /** Whether calls shall come in; `reachable` tells when they do. One that runs goes on. */
  receive(isWanted: boolean): void
  /**
   * @param to E.164
   * @param callerId which of the tenant's numbers is shown; null leaves it to the server
   * @throws LineError
   */
  connect(to: string, callerId: string | null): Promise<LineCall>
  /** Goes on with a new token; calls that run notice nothing. */
  renew(token: string): void
  /** What can be heard with and spoken into. Their names are known once the microphone is allowed. */
  devices(): LineDevices
  /** What is gone is left to the system. */
  use(chosen: ChosenDevices): Promise<void>
  /** Plays a tone through the speaker that is chosen. */
  testSpeaker(): Promise<void>
  /** Hangs up and leaves. */
  close(): void
}

export interface LineEvents {
  /** Whether calls reach this browser; said at each change. */
  reachable(isReachable: boolean): void
  incoming(call: LineCall): void
  /** The token ends within a minute. */
  tokenEnds(): void
  failed(problem: LineProblem): void
  devicesChanged(): void
}

export interface LineCall {
  readonly direction: 'inbound' | 'outbound'
  readonly about: CallAbout
  /** Twilio's name of this browser's leg; null until Twilio has given it one. */
  sid(): string | null
  answer(): void
  decline(): void
  hangUp(): void
  mute(isMuted: boolean): void
  /** @param digits 0-9, * and # */
  press(digits: string): void
  listen(on: CallEvents): void
}

/** What the server says of a call that comes in. */
export interface CallAbout {
  /** Who calls. */
  from: string | null
  /** Which of the tenant's numbers was called, and what the tenant calls it. */
  called: string | null
  label: string | null
  /** The colleague who hands it over. */
  transferredBy: string | null
}

export interface CallEvents {
  /** It rings at the other end. */
  ringing(): void
  talking(): void
  /** @param problem why it broke off; null for an end as calls end */
  ended(problem: LineProblem | null): void
  /** Each 0 to 1, some twenty times a second. */
  levels(input: number, output: number): void
  warned(warning: CallWarning, isOn: boolean): void
  /** The connection is lost, and is looked for. */
  interrupted(isOn: boolean): void
}

/** `token`: not taken any more. `network`: Twilio cannot be reached. `media`: no way for the sound. */
export type LineProblem = 'token' | 'network' | 'media' | 'microphone' | 'declined' | 'failed'

export type CallWarning = 'silent_microphone' | 'nothing_sent' | 'nothing_heard' | 'loss' | 'delay' | 'uneven' | 'poor'

export class LineError extends Error {
  constructor(readonly problem: LineProblem) {
    super(`line: ${problem}`)
    this.name = 'LineError'
  }
}

export interface AudioDevice {
  id: string
  name: string
}

export interface LineDevices {
  microphones: AudioDevice[]
  speakers: AudioDevice[]
  /** Some browsers leave the speaker to the system. */
  canChooseSpeaker: boolean
}

/** Empty: as the system says. */
export interface ChosenDevices {
  microphone: string
  speaker: string
  /** Rings beside the speaker; empty: only the speaker does. */
  alsoRings: string
}
