import { deliverCallback } from '../delivery/deliver-callback.ts'
import { newSid } from '../ids.ts'
import type { Call, Recording } from '../model.ts'
import { rfc2822 } from '../rest/formats.ts'
import type { World } from '../world.ts'

/** Twilio's price of recording and keeping, US dollars a begun minute. */
const MINUTE_PRICE_USD = 0.0025
const PROCESSING_MS = 500

/**
 * Makes the recording of a call and, a little later, reports it as completed.
 * @param callbackUrl the recordingStatusCallback, if any.
 */
export function addRecording(
  world: World,
  call: Call,
  given: { source: Recording['source']; durationSeconds: number; callbackUrl: string | null; conferenceSid?: string },
): Recording {
  const { source, durationSeconds, callbackUrl, conferenceSid = null } = given
  const recording: Recording = {
    ...{ sid: newSid('RE'), accountSid: call.accountSid, callSid: call.sid, conferenceSid, source, durationSeconds },
    ...{ createdAt: world.clock.now(), price: null, removed: false },
  }
  world.recordings.add(recording)
  world.clock.after(PROCESSING_MS, `recording ${recording.sid}`, () => {
    recording.price = (-Math.ceil(durationSeconds / 60) * MINUTE_PRICE_USD).toFixed(5)
    if (callbackUrl) void report(world, call, recording, callbackUrl)
  })
  return recording
}

/** The address that webhooks give for a recording; with `.mp3` or `.wav` its media. */
export function recordingUrl(world: World, recording: Recording): string {
  return `${world.baseUrl}/2010-04-01/Accounts/${recording.accountSid}/Recordings/${recording.sid}`
}

/** https://www.twilio.com/docs/voice/api/recording#recording-status-callback */
function report(world: World, call: Call, recording: Recording, url: string): Promise<void> {
  const { sid, accountSid } = recording
  return deliverCallback(world, {
    ...{ kind: 'recording.status', sid, accountSid, to: call.to, status: 'completed', url },
    ...{ method: 'POST', service: 'voice' },
    params: [
      ['AccountSid', accountSid],
      // A conference's names no call: https://www.twilio.com/docs/voice/twiml/conference#attributes-recording-status-callback
      recording.conferenceSid ? ['ConferenceSid', recording.conferenceSid] : ['CallSid', call.sid],
      ['RecordingSid', sid],
      ['RecordingUrl', recordingUrl(world, recording)],
      ['RecordingStatus', 'completed'],
      ['RecordingDuration', String(recording.durationSeconds)],
      ['RecordingChannels', '1'],
      ['RecordingStartTime', rfc2822(recording.createdAt)],
      ['RecordingSource', recording.source],
      ['RecordingTrack', 'both'],
    ],
  })
}
