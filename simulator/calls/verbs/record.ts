import { addRecording, recordingUrl } from '../add-recording.ts'
import { CallOver, pass, type Input } from '../call-session.ts'
import { resolveUrl } from '../fetch-document.ts'
import { hear } from '../hear.ts'
import { actionOf, type Outcome, type VerbContext } from '../verb.ts'

/**
 * `<Record>`: an unattended person speaks for a while, a person at a handset until a key, the longest length or hanging up.
 * https://www.twilio.com/docs/voice/twiml/record
 */
export async function record(context: VerbContext): Promise<Outcome> {
  const { world, session, element } = context
  const { maxLength, finishOnKey = '1234567890*#' } = element.attributes
  const longestMs = Number(maxLength ?? 3600) * 1000
  const pressed = new AbortController()
  let digits = ''
  const listener = (input: Input) => {
    if (input.kind !== 'digit' || !finishOnKey.includes(input.digit)) return
    digits = input.digit
    pressed.abort()
  }
  session.listeners.add(listener)
  const startedMs = session.talkedMs
  world.events.emit('call.record', { sid: session.call.sid, from: session.call.from, to: session.call.to })
  try {
    const ms = session.attended ? longestMs : Math.min(longestMs, world.defaults.talkMs)
    await pass(world, session, ms, pressed.signal)
  } catch (error) {
    if (error instanceof CallOver) keep(context, startedMs)
    throw error
  } finally {
    session.listeners.delete(listener)
  }
  const recording = keep(context, startedMs)
  const params: [string, string][] = [
    ['RecordingUrl', recordingUrl(world, recording)],
    ['RecordingSid', recording.sid],
    ['RecordingDuration', String(recording.durationSeconds)],
    ['Digits', digits],
  ]
  return { next: 'document', source: actionOf(context, params) }
}

function keep({ world, session, document, element }: VerbContext, startedMs: number) {
  const durationSeconds = Math.max(1, Math.round((session.talkedMs - startedMs) / 1000))
  const callback = element.attributes.recordingStatusCallback
  const callbackUrl = callback ? resolveUrl(document, callback) : null
  const recording = addRecording(world, session.call, { source: 'RecordVerb', durationSeconds, callbackUrl })
  hear(world, session, { kind: 'record', recordingSid: recording.sid, seconds: durationSeconds })
  return recording
}
