import type { Call, CallStatus } from '../model.ts'
import type { World } from '../world.ts'
import { addRecording } from './add-recording.ts'
import { reportProgress } from './call-progress.ts'
import { CallOver, personOf, type CallSession, type RingOutcome } from './call-session.ts'
import { hear } from './hear.ts'
import { ring } from './ring.ts'
import { walkCall } from './walk.ts'

/** SIP answers that lead to each end: https://www.twilio.com/docs/voice/api/call-resource#statuscallback */
const sipCodes: Record<Exclude<RingOutcome, 'answered'>, number> = {
  ...{ busy: 486, 'no-answer': 480, failed: 404, canceled: 487 },
}

/** Runs an outgoing call from dialling to its end. */
export function startCall(world: World, session: CallSession, initiated = false): void {
  session.done = runOutgoing(world, session, initiated)
}

/** Runs a call from the moment it is connected to our side: walks its document and ends it. */
export async function converse(world: World, session: CallSession): Promise<void> {
  const { call } = session
  try {
    if (call.sendDigits) hear(world, session, { kind: 'digits', digits: call.sendDigits })
    if (call.source) await walkCall(world, session, call.source)
  } catch (error) {
    if (!(error instanceof CallOver)) throw error
    hear(world, session, { kind: 'hangup', by: session.endedBy })
  }
  const unanswered = call.answeredAt === null && session.finalStatus === 'completed'
  await finishCall(world, session, unanswered ? 'canceled' : session.finalStatus)
}

/** Marks an outgoing call as answered. */
export function answerCall(world: World, session: CallSession): void {
  const { call } = session
  if (call.machineDetection) call.answeredBy = personOf(world, call).answeredBy ?? 'human'
  void reportProgress(world, call, 'answered', 'in-progress')
}

/** Ends a call for good: duration, callbacks, and later the price. */
export async function finishCall(world: World, session: CallSession, status: CallStatus): Promise<void> {
  const { call } = session
  const now = world.clock.now()
  const spoken = status === 'completed' && call.answeredAt !== null
  if (spoken) {
    call.durationSeconds = Math.max(1, Math.round(session.talkedMs / 1000))
    call.sipResponseCode = 200
    call.endedAt = call.answeredAt! + call.durationSeconds * 1000
    if (call.record) {
      const { durationSeconds, recordingStatusCallback: callbackUrl } = call
      addRecording(world, call, { source: 'OutboundAPI', durationSeconds, callbackUrl })
    }
    world.clock.after(world.defaults.priceAfterMs, `price of ${call.sid}`, () => setPrice(world, call))
  } else {
    call.endedAt = now
    call.sipResponseCode = sipCodes[status as keyof typeof sipCodes] ?? 487
  }
  session.ended.abort()
  world.sessions.delete(call.sid)
  await reportProgress(world, call, 'completed', status)
}

async function runOutgoing(world: World, session: CallSession, initiated: boolean): Promise<void> {
  const outcome = await ring(world, session, initiated)
  if (outcome !== 'answered') return finishCall(world, session, outcome)
  answerCall(world, session)
  await converse(world, session)
}

function setPrice(world: World, call: Call): void {
  const minutes = Math.ceil((call.durationSeconds ?? 0) / 60)
  call.price = (-minutes * world.defaults.minutePriceUsd).toFixed(5)
  call.updatedAt = world.clock.now()
}
