import { newSid } from '../ids.ts'
import type { Call } from '../model.ts'
import type { World } from '../world.ts'

/** Twilio's standard: https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource */
const RING_SECONDS = 60
const LONGEST_SECONDS = 14_400

/** Records a call in its first status. */
export function addCall(
  world: World,
  given: Pick<Call, 'accountSid' | 'from' | 'to' | 'direction' | 'status'> & Partial<Call>,
): Call {
  const now = world.clock.now()
  const call: Call = {
    sid: newSid('CA'),
    ...{ parentCallSid: null, phoneNumberSid: null, applicationSid: null, source: null, fallback: null },
    ...{ statusCallback: null, timeoutSeconds: RING_SECONDS, timeLimitSeconds: LONGEST_SECONDS, sendDigits: null },
    parameters: {},
    ...{ record: false, recordingStatusCallback: null, answeredBy: null, machineDetection: false, sequenceNumber: 0 },
    ...{ createdAt: now, updatedAt: now, startedAt: null, answeredAt: null, endedAt: null, durationSeconds: null },
    ...{ sipResponseCode: null, price: null, heard: [], documents: [], errors: [], removed: false },
    ...given,
    history: [{ status: given.status, at: now }],
  }
  world.calls.add(call)
  const { sid, from, to, status } = call
  world.events.emit('call', { sid, from, to, status, event: 'created' })
  return call
}
