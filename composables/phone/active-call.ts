import type { CallAbout, CallWarning, LineCall, LineProblem } from './line'

/** `calling`: nothing has been heard of it yet. `over`: it is said what became of it, then it is gone. */
export type CallPhase = 'incoming' | 'calling' | 'ringing' | 'talking' | 'over'

/** A call as the pages show it. */
export interface ActiveCall {
  direction: 'inbound' | 'outbound'
  /** Who is at the other end; null where they hide it. */
  number: string | null
  about: CallAbout
  phase: CallPhase
  /** Twilio's name of this browser's leg. */
  sid: string | null
  /** Milliseconds since 1970. */
  talkingSince: number | null
  endedAt: number | null
  isMuted: boolean
  isInterrupted: boolean
  /** What was pressed so far. */
  digits: string
  /** 0 to 1. */
  input: number
  output: number
  warnings: CallWarning[]
  problem: LineProblem | null
}

/**
 * What happens to a call, as something that pages can watch.
 *
 * @param number who was dialled; of an incoming one, who calls is asked of the call
 * @param changed told after each change of its phase
 */
export function followCall(call: LineCall, number: string | null, changed: (call: ActiveCall) => void): ActiveCall {
  const isIncoming = call.direction === 'inbound'
  const state = reactive<ActiveCall>({
    direction: call.direction,
    number: number ?? call.about.from,
    about: call.about,
    phase: isIncoming ? 'incoming' : 'calling',
    sid: call.sid(),
    talkingSince: null,
    endedAt: null,
    isMuted: false,
    isInterrupted: false,
    digits: '',
    input: 0,
    output: 0,
    warnings: [],
    problem: null,
  })
  const enter = (phase: CallPhase) => {
    state.phase = phase
    state.sid = call.sid() ?? state.sid
    changed(state)
  }
  call.listen({
    ringing: () => state.phase === 'calling' && enter('ringing'),
    talking() {
      state.talkingSince ??= Date.now()
      enter('talking')
    },
    ended(problem) {
      Object.assign(state, { problem, endedAt: Date.now(), input: 0, output: 0, warnings: [], isInterrupted: false })
      enter('over')
    },
    levels: (input, output) => void Object.assign(state, { input, output }),
    warned(warning, isOn) {
      const others = state.warnings.filter((one) => one !== warning)
      state.warnings = isOn ? [...others, warning] : others
    },
    interrupted: (isOn) => void (state.isInterrupted = isOn),
  })
  return state
}
