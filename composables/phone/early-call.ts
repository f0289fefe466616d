import { LineError, type CallEvents, type LineCall, type LineProblem } from './line'

/** Twilio is given up when it has not been reached in this many milliseconds. */
const REACH_MS = 15_000

/**
 * A call as it can be seen, muted and hung up before Twilio has been reached. One that was given up meanwhile never goes
 * out: whoever is called would hear nobody.
 *
 * @param made the call itself, once Twilio has it
 * @param givenUp told when nobody waits for Twilio any more
 */
export function earlyCall(made: Promise<LineCall>, givenUp: () => void): LineCall {
  let call: LineCall | null = null
  let on: CallEvents | null = null
  let isOver = false
  let isMuted = false
  const timer = setTimeout(() => giveUp('network'), REACH_MS)

  function end(problem: LineProblem | null): void {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    on?.ended(problem)
  }

  function giveUp(problem: LineProblem | null): void {
    if (isOver) return
    end(problem)
    givenUp()
  }

  made.then(
    (one) => {
      if (isOver) return one.hangUp()
      clearTimeout(timer)
      call = one
      if (on) one.listen(on)
      if (isMuted) one.mute(true)
    },
    (error: unknown) => end(error instanceof LineError ? error.problem : 'failed'),
  )

  return {
    direction: 'outbound',
    about: { from: null, called: null, label: null, transferredBy: null },
    sid: () => call?.sid() ?? null,
    answer: () => undefined,
    decline: () => undefined,
    hangUp: () => (call ? call.hangUp() : giveUp(null)),
    mute(next) {
      isMuted = next
      call?.mute(next)
    },
    press: (digits) => call?.press(digits),
    listen(events) {
      on = events
      call?.listen(events)
    },
  }
}
