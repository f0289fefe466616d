import { createHash } from 'node:crypto'
import { sendWebhook } from '../delivery/send-webhook.ts'
import type { HttpMethod } from '../model.ts'
import { textOf } from '../twiml/parse-twiml.ts'
import { readVoiceDocument } from '../twiml/read-voice-document.ts'
import type { World } from '../world.ts'
import { callParams } from './call-params.ts'
import type { CallSession } from './call-session.ts'
import { hear } from './hear.ts'
import { fetchAudio } from './verbs/play.ts'

/** What Twilio plays while somebody waits, unless it is told otherwise. Not fetched: it is not ours. */
const USUAL_MUSIC = 'http://twimlets.com/holdmusic?Bucket=com.twilio.music.classical'
const LARGEST_MUSIC_BYTES = 10 * 1024 * 1024

/**
 * Lets somebody who waits hear music: an audio file, or what the `<Play>`s of a document name.
 * @param url null for Twilio's own.
 */
export async function playHoldMusic(
  world: World,
  session: CallSession,
  url: string | null,
  method: HttpMethod,
): Promise<void> {
  if (url === null) {
    return void hear(world, session, { kind: 'hold', url: USUAL_MUSIC, bytes: 0, sha256: sha256Of(Buffer.alloc(0)) })
  }
  const { accountSid } = session.call
  const asked = { url, method, params: callParams(session.call), accountSid, service: 'voice' as const }
  const { body, headers } = await sendWebhook(world, { ...asked, maxBytes: LARGEST_MUSIC_BYTES })
  if (!/xml/.test(headers['content-type'] ?? '')) {
    return void hear(world, session, { kind: 'hold', url, bytes: body.length, sha256: sha256Of(body) })
  }
  for (const verb of readVoiceDocument(body)) {
    if (verb.name !== 'Play') continue
    const address = new URL(textOf(verb).trim(), url).href
    const { content, sha256 } = await fetchAudio(world, accountSid, address)
    hear(world, session, { kind: 'hold', url: address, bytes: content.length, sha256 })
  }
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
