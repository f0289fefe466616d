import { createHash } from 'node:crypto'
import { sendWebhook } from '../../delivery/send-webhook.ts'
import { textOf, type TwimlElement } from '../../twiml/parse-twiml.ts'
import { TwimlError } from '../../twiml/twiml-error.ts'
import type { World } from '../../world.ts'
import type { CallSession } from '../call-session.ts'
import { resolveUrl, type VoiceDocument } from '../fetch-document.ts'
import { hear, hearFor } from '../hear.ts'
import { noteError, type Outcome, type VerbContext } from '../verb.ts'
import { audioMs } from '../audio-time.ts'

/** https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types */
const AUDIO_TYPES = /^audio\/(mpeg|mp3|wav|wave|x-wav|aiff|x-aiff|x-aifc|gsm|x-gsm|ulaw)$/
const LARGEST_AUDIO_BYTES = 40 * 1024 * 1024
/** How much audio is kept for the handset page. */
const REMEMBERED_FILES = 50
const TONE_MS = 250
const WAIT_MS = 500

/** `<Play>`: https://www.twilio.com/docs/voice/twiml/play */
export async function play({ world, session, document, element }: VerbContext): Promise<Outcome> {
  await playAudio(world, session, document, element)
  return { next: 'verb' }
}

/** Plays keys, or fetches an audio file and plays it as often as `loop` says. What is wrong with the file is noted; the call goes on. */
export async function playAudio(
  world: World,
  session: CallSession,
  document: VoiceDocument,
  element: TwimlElement,
  interrupt?: AbortSignal,
): Promise<void> {
  const { digits, loop } = element.attributes
  if (digits) {
    const ms = [...digits].reduce((total, key) => total + (/w/i.test(key) ? WAIT_MS : TONE_MS), 0)
    return hearFor(world, session, { kind: 'digits', digits }, ms, interrupt)
  }
  const url = resolveUrl(document, textOf(element).trim())
  const fetched = await fetchAudio(world, session.call.accountSid, url)
  const { content, problem, ...facts } = fetched
  const heard = { kind: 'play' as const, url, ...facts, bytes: content.length }
  if (problem) {
    hear(world, session, heard)
    return noteError(world, session, problem, url)
  }
  const times = Number(loop ?? 1) || Infinity
  for (let played = 0; played < times && !interrupt?.aborted; played += 1) {
    await hearFor(world, session, heard, audioMs(content, facts.contentType), interrupt)
  }
}

/** Fetches an audio file and keeps it for the handset page. The request carries no parameters of the call. */
export async function fetchAudio(world: World, accountSid: string, url: string) {
  const method = 'GET' as const
  const webhook = { url, method, params: [], accountSid, service: 'voice' as const, maxBytes: LARGEST_AUDIO_BYTES }
  const result = await sendWebhook(world, webhook)
  const contentType = (result.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const sha256 = createHash('sha256').update(result.body).digest('hex')
  let problem: TwimlError | null = null
  if (result.error) problem = new TwimlError(11205, `HTTP connection failure: ${result.error}`)
  else if (result.status !== 200) problem = new TwimlError(11200, `HTTP retrieval failure: status ${result.status}`)
  else if (!AUDIO_TYPES.test(contentType)) problem = new TwimlError(12300, `Invalid Content-Type: ${contentType}`)
  else {
    world.audio.set(sha256, { bytes: result.body, contentType })
    if (world.audio.size > REMEMBERED_FILES) world.audio.delete(world.audio.keys().next().value!)
  }
  return { status: result.status, contentType, sha256, content: result.body, problem }
}
