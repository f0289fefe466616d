import type { Call, DocumentSource } from '../model.ts'
import type { World } from '../world.ts'

/** How ringing ended. */
export type RingOutcome = 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled'

/** What comes from the person at the other end. */
export type Input = { kind: 'digit'; digit: string } | { kind: 'speech'; text: string }

/** The running side of a call that is not over. */
export type CallSession = {
  call: Call
  /** Aborted when either side hangs up. */
  ended: AbortController
  endedBy: 'callee' | 'rest' | 'end'
  /** Whether a person at a handset page or a test hears this call as it is, at normal speed. */
  attended: boolean
  /** The call's own time in milliseconds: what a wall clock beside the telephone would have counted. */
  talkedMs: number
  /** Decides the ringing; later decisions count for nothing. */
  decide: (outcome: RingOutcome) => void
  rung: Promise<RingOutcome>
  /** A document that the REST interface wants walked instead of the present one. */
  redirectTo: DocumentSource | null
  redirected: AbortController
  listeners: Set<(input: Input) => void>
  /** Confirmations by the handset page that something was heard to its end. */
  heardListeners: Set<(index: number) => void>
  /** The status that the call ends with when its document is through. */
  finalStatus: 'completed' | 'busy'
  gathersMet: number
  redirectsInARow: number
  /** Set when the network is reset: nothing of this call may happen any more. */
  abandoned: boolean
}

/** Thrown through the walker when the call is over. */
export class CallOver extends Error {}

/** Thrown through the walker when the REST interface sends the call elsewhere. */
export class CallRedirected extends Error {}

/** A session for a call that has just been accepted. */
export function openSession(world: World, call: Call): CallSession {
  const ring = Promise.withResolvers<RingOutcome>()
  const session: CallSession = {
    ...{ call, ended: new AbortController(), endedBy: 'callee', attended: false, talkedMs: 0 },
    ...{ decide: ring.resolve, rung: ring.promise, redirectTo: null, redirected: new AbortController() },
    finalStatus: 'completed',
    ...{ listeners: new Set(), heardListeners: new Set(), gathersMet: 0, redirectsInARow: 0, abandoned: false },
  }
  world.sessions.set(call.sid, session)
  return session
}

/** Ends a call from one side: the ringing is over, or the line is dead. */
export function endCall(session: CallSession, by: CallSession['endedBy']): void {
  if (session.ended.signal.aborted) return
  session.endedBy = by
  session.decide('canceled')
  session.ended.abort()
}

/**
 * Lets call time pass. Unattended calls are walked faster than they would be heard; what passed is counted as if not.
 * @param ms of the call's own time.
 * @param interrupt ends the wait early, for example the first key of a `<Gather>`.
 * @throws CallOver or CallRedirected.
 */
export async function pass(world: World, session: CallSession, ms: number, interrupt?: AbortSignal): Promise<void> {
  if (session.abandoned) await new Promise(() => {})
  const speed = session.attended ? 1 : world.defaults.walkSpeed
  const { call } = session
  const patience = session.attended ? Infinity : (personOf(world, call).hangUpAfterMs ?? world.defaults.patienceMs)
  const left = Math.min(patience, call.timeLimitSeconds * 1000) - session.talkedMs
  const signals = [session.ended.signal, session.redirected.signal, ...(interrupt ? [interrupt] : [])]
  const wanted = Math.min(ms, left)
  const passed = await world.clock.sleep(wanted / speed, `call ${call.sid}`, AbortSignal.any(signals))
  if (session.abandoned) await new Promise(() => {})
  session.talkedMs += Math.round(passed * speed)
  if (ms >= left && passed * speed >= wanted) endCall(session, 'callee')
  if (session.ended.signal.aborted) throw new CallOver()
  if (session.redirectTo) throw new CallRedirected()
}

/** How the person at the other end behaves: the script of their number. */
export function personOf(world: World, call: Call) {
  return world.scripts.get(handsetOf(call))?.call ?? {}
}

/** The number of the person, whichever side called. */
export function handsetOf(call: Call): string {
  return call.direction === 'inbound' ? call.from : call.to
}
