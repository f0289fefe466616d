import type { World } from '../world.ts'
import { CallOver, type CallSession } from './call-session.ts'
import { answerCall, finishCall } from './finish-call.ts'
import { hear } from './hear.ts'
import { reportFailure } from './report-failure.ts'
import { ring } from './ring.ts'
import { walkCall } from './walk.ts'

/** Runs an outgoing call from dialling to its end. */
export function startCall(world: World, session: CallSession, initiated = false): void {
  runOutgoing(world, session, initiated).catch(reportFailure)
}

/** Runs a call from the moment it is connected to our side: walks its document and ends it. */
export async function converse(world: World, session: CallSession): Promise<void> {
  const { call } = session
  try {
    if (call.sendDigits) hear(world, session, { kind: 'digits', digits: call.sendDigits })
    if (call.source) await walkCall(world, session, call.source)
    if (call.heard.at(-1)?.kind !== 'hangup') hear(world, session, { kind: 'hangup', by: 'end' })
  } catch (error) {
    if (!(error instanceof CallOver)) throw error
    hear(world, session, { kind: 'hangup', by: session.endedBy })
  }
  const unanswered = call.answeredAt === null && session.finalStatus === 'completed'
  await finishCall(world, session, unanswered ? 'canceled' : session.finalStatus)
}

async function runOutgoing(world: World, session: CallSession, initiated: boolean): Promise<void> {
  const outcome = await ring(world, session, initiated)
  if (outcome !== 'answered') return finishCall(world, session, outcome)
  answerCall(world, session)
  await converse(world, session)
}
