import { endCall, type CallSession } from '../calls/call-session.ts'
import type { World } from '../world.ts'
import { ControlError } from './control-error.ts'

/** The person picks up. @throws ControlError 409 unless it rings. */
export function answerRinging(world: World, sid: string, attended: boolean): void {
  const session = running(world, sid)
  if (session.call.answeredAt !== null) throw new ControlError(409, 'The call has been answered already')
  session.attended = attended
  session.decide('answered')
}

/** The person hangs up, or declines while it rings. */
export function hangUp(world: World, sid: string): void {
  const session = running(world, sid)
  if (session.call.answeredAt === null && session.call.direction !== 'inbound') session.decide('busy')
  else endCall(session, 'callee')
}

/** The person presses keys, one after the other. */
export function press(world: World, sid: string, digits: string): void {
  const session = running(world, sid)
  for (const digit of digits) for (const listener of [...session.listeners]) listener({ kind: 'digit', digit })
}

/** The person says something. */
export function speakUp(world: World, sid: string, text: string): void {
  for (const listener of [...running(world, sid).listeners]) listener({ kind: 'speech', text })
}

/** The handset page has let the person hear the transcript up to this entry. */
export function confirmHeard(world: World, sid: string, index: number): void {
  for (const listener of [...running(world, sid).heardListeners]) listener(index)
}

function running(world: World, sid: string): CallSession {
  const session = world.sessions.get(sid)
  if (!session) throw new ControlError(404, `No running call ${sid}`)
  return session
}
