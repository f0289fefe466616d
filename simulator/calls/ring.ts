import type { World } from '../world.ts'
import { reportProgress } from './call-progress.ts'
import { handsetOf, personOf, type CallSession, type RingOutcome } from './call-session.ts'

/**
 * Dials and rings until the call is answered, refused, given up or ended. While a handset page is open on the number, or its
 * script says `ring`, it rings there until the call's timeout; else the person does what the script or the defaults say.
 * @param initiated whether `initiated` has been reported already.
 */
export async function ring(world: World, session: CallSession, initiated: boolean): Promise<RingOutcome> {
  const { call, ended } = session
  const { initiatedAfterMs, ringingAfterMs } = world.defaults
  const label = `call ${call.sid} dialling`
  if (!initiated) {
    await world.clock.sleep(initiatedAfterMs, label, ended.signal)
    if (ended.signal.aborted) return 'canceled'
    void reportProgress(world, call, 'initiated', 'queued')
  }
  await world.clock.sleep(Math.max(0, ringingAfterMs - initiatedAfterMs), label, ended.signal)
  if (ended.signal.aborted) return 'canceled'
  if (personOf(world, call).outcome === 'failed') return 'failed'
  void reportProgress(world, call, 'ringing', 'ringing')
  const plans = planAnswer(world, session)
  const outcome = await session.rung
  for (const cancel of plans) cancel()
  return outcome
}

function planAnswer(world: World, session: CallSession): (() => void)[] {
  const { call } = session
  const person = personOf(world, call)
  const timeoutMs = call.timeoutSeconds * 1000
  const giveUp = (ms: number) => world.clock.after(ms, `call ${call.sid} unanswered`, () => session.decide('no-answer'))
  const act = (outcome: RingOutcome, ms: number) =>
    world.clock.after(ms, `call ${call.sid} ${outcome}`, () => session.decide(outcome))
  const answerAfterMs = person.answerAfterMs ?? world.defaults.answerAfterMs
  switch (person.outcome) {
    case 'ring':
      return [giveUp(timeoutMs)]
    case 'no-answer':
      // Nobody is there to wait for: the ringing is walked as fast as an unattended call.
      return [giveUp(person.answerAfterMs ?? timeoutMs / world.defaults.walkSpeed)]
    case 'busy':
      return [act('busy', Math.min(answerAfterMs, timeoutMs))]
    case 'answer':
      return [giveUp(timeoutMs), act('answered', answerAfterMs)]
    default:
      return [giveUp(timeoutMs), answerUnlessAttended(world, session, answerAfterMs)]
  }
}

/** Looks for an open handset page only when the time has come, so that one opened while it rings still gets the call. */
function answerUnlessAttended(world: World, session: CallSession, ms: number): () => void {
  return world.clock.after(ms, `call ${session.call.sid} answered`, () => {
    if (!world.handsets.get(handsetOf(session.call))) session.decide('answered')
  })
}
