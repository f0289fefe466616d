import type {
  CallAbout,
  CallEvents,
  CallWarning,
  ChosenDevices,
  LineCall,
  LineDevices,
  LineEvents,
  LineProblem,
  OpenLine,
  PhoneLine,
} from '../../composables/phone/line.ts'

/*
 * A telephone line that goes nowhere, behind the interface that the pages know: tests say what the other side does and
 * read what the pages did. It imports nothing, so that a browser can be given it in place of the real one.
 */

interface FakeCall {
  sid: string
  direction: 'inbound' | 'outbound'
  to: string | null
  callerId: string | null
  /** What the pages did with it, in order. */
  did: string[]
  on: CallEvents | null
  isOver: boolean
}

export interface FakePhone {
  /** Each line that was opened; the last is the one that counts. */
  lines: { token: string; tokens: string[]; receives: boolean; isClosed: boolean; used: ChosenDevices | null; on: LineEvents }[] // prettier-ignore
  calls: FakeCall[]
  devices: LineDevices
  tested: number
  /** What connecting and choosing devices wait for; null: nothing. */
  waits: Promise<void> | null
  /** Somebody calls. @returns the call's place in `calls` */
  ring(about: Partial<CallAbout>, sid?: string): number
  /** The other side of a call, by its place; the last one when absent. */
  rings(place?: number): void
  answers(place?: number): void
  ends(problem?: LineProblem | null, place?: number): void
  warns(warning: CallWarning, isOn: boolean): void
  interrupts(isOn: boolean): void
  levels(input: number, output: number): void
}

let count = 0
const nextSid = () => `CA${String((count += 1)).padStart(32, '0')}`

const phone: FakePhone = {
  lines: [],
  calls: [],
  tested: 0,
  waits: null,
  devices: {
    microphones: [
      { id: 'mic-1', name: 'Headset microphone' },
      { id: 'mic-2', name: 'Built-in microphone' },
    ],
    speakers: [
      { id: 'speaker-1', name: 'Headset' },
      { id: 'speaker-2', name: 'Loudspeaker' },
    ],
    canChooseSpeaker: true,
  },
  ring(about, sid = nextSid()) {
    const call = newCall({ direction: 'inbound', to: null, callerId: null, sid })
    const whole = { from: null, called: null, label: null, transferredBy: null, ...about }
    phone.lines.at(-1)!.on.incoming(lineCall(call, whole))
    return phone.calls.length - 1
  },
  rings: (place = -1) => phone.calls.at(place)!.on!.ringing(),
  answers: (place = -1) => phone.calls.at(place)!.on!.talking(),
  ends: (problem = null, place = -1) => end(phone.calls.at(place)!, problem),
  warns: (warning, isOn) => phone.calls.at(-1)!.on!.warned(warning, isOn),
  interrupts: (isOn) => phone.calls.at(-1)!.on!.interrupted(isOn),
  levels: (input, output) => phone.calls.at(-1)!.on!.levels(input, output),
}
// Where tests find it: a page in a browser has no other door.
Object.assign(globalThis, { fakePhone: phone })

export const fakePhone = phone

export const openLine: OpenLine = (token, on) => {
  const line = { token, tokens: [token], receives: false, isClosed: false, used: null as ChosenDevices | null, on }
  phone.lines.push(line)
  const opened: PhoneLine = {
    receive(isWanted) {
      if (line.receives === isWanted) return
      line.receives = isWanted
      on.reachable(isWanted)
    },
    connect(to, callerId) {
      const make = () => {
        const call = newCall({ direction: 'outbound', to, callerId, sid: nextSid() })
        return lineCall(call, { from: null, called: null, label: null, transferredBy: null })
      }
      return phone.waits ? phone.waits.then(make) : Promise.resolve(make())
    },
    renew: (next) => void line.tokens.push(next),
    devices: () => phone.devices,
    use(chosen) {
      line.used = chosen
      return phone.waits ?? Promise.resolve()
    },
    testSpeaker() {
      phone.tested += 1
      return Promise.resolve()
    },
    close() {
      line.isClosed = true
      for (const call of phone.calls) end(call, null)
    },
  }
  return opened
}

function newCall(begun: Pick<FakeCall, 'direction' | 'to' | 'callerId' | 'sid'>): FakeCall {
  const call: FakeCall = { ...begun, did: [], on: null, isOver: false }
  phone.calls.push(call)
  return call
}

function lineCall(call: FakeCall, about: CallAbout): LineCall {
  return {
    direction: call.direction,
    about,
    sid: () => call.sid,
    answer() {
      call.did.push('answer')
      call.on!.talking()
    },
    decline() {
      call.did.push('decline')
      end(call, null)
    },
    hangUp() {
      call.did.push('hangUp')
      end(call, null)
    },
    mute: (isMuted) => void call.did.push(isMuted ? 'mute' : 'unmute'),
    press: (digits) => void call.did.push(`press ${digits}`),
    listen: (on) => void (call.on = on),
  }
}

function end(call: FakeCall, problem: LineProblem | null): void {
  if (call.isOver) return
  call.isOver = true
  call.on?.ended(problem)
}
