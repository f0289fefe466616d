import type { Call, CallStatus } from '../model.ts'
import type { World } from '../world.ts'
import { addRecording } from './add-recording.ts'
import { reportProgress } from './call-progress.ts'
import { personOf, type CallSession, type RingOutcome } from './call-session.ts'

/** SIP answers that lead to each end: https://www.twilio.com/docs/voice/api/call-resource#statuscallback */
const sipCodes: Record<Exclude<RingOutcome, 'answered'>, number> = {
  ...{ busy: 486, 'no-answer': 480, failed: 404, canceled: 487 },
}

/** Marks an outgoing call as answered. */
export function answerCall(world: World, session: CallSession): void {
  const { call } = session
  if (call.machineDetection) call.answeredBy = personOf(world, call).answeredBy ?? 'human'
  void reportProgress(world, call, 'answered', 'in-progress')
}

/** Ends a call for good: duration, callbacks, and later the price. */
export async function finishCall(world: World, session: CallSession, status: CallStatus): Promise<void> {
  if (session.abandoned) return
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

function setPrice(world: World, call: Call): void {
  const minutes = Math.ceil((call.durationSeconds ?? 0) / 60)
  call.price = (-minutes * world.defaults.minutePriceUsd).toFixed(5)
  call.updatedAt = world.clock.now()
}
