import { createHash } from 'node:crypto'
import { sendWebhook, type Webhook, type WebhookResult } from '../delivery/send-webhook.ts'
import type { DocumentSource } from '../model.ts'
import type { TwimlElement } from '../twiml/parse-twiml.ts'
import { readVoiceDocument } from '../twiml/read-voice-document.ts'
import { TwimlError } from '../twiml/twiml-error.ts'
import type { World } from '../world.ts'
import { callParams } from './call-params.ts'
import type { CallSession } from './call-session.ts'

/** The instructions of a call and the address that relative ones refer to. */
export type VoiceDocument = { verbs: TwimlElement[]; baseUrl: string }

/**
 * Gets and checks the next document of a call. An address is asked with the call's parameters, signed.
 * @throws TwimlError 11200 HTTP status, 11205 connection, 11210 address, 11750 over 64 kB, 12100, 12200, 12300 content type, 135xx.
 */
export async function fetchDocument(
  world: World,
  session: CallSession,
  source: DocumentSource,
  extra: [string, string][] = [],
): Promise<VoiceDocument> {
  const { call } = session
  if (source.kind === 'inline') {
    const bytes = Buffer.from(source.twiml)
    note(world, session, { url: '', method: 'inline', status: null, contentType: 'text/xml', bytes })
    return { verbs: readVoiceDocument(bytes), baseUrl: '' }
  }
  const params: [string, string][] = [...callParams(call), ...source.params, ...extra]
  const { url, method } = source
  const webhook: Webhook = { url, method, params, accountSid: call.accountSid, service: 'voice' }
  const at = world.clock.now()
  const result = await sendWebhook(world, webhook)
  world.callbacks.add({
    ...{ at, kind: 'call.twiml', sid: call.sid, accountSid: call.accountSid, status: call.status, url, method, params },
    ...{ signature: 'valid', idempotencyToken: result.idempotencyToken, faults: [], attempts: result.attempts },
  })
  const contentType = result.headers['content-type'] ?? ''
  note(world, session, { url, method, status: result.status, contentType, bytes: result.body })
  checkAnswer(result, contentType)
  return { verbs: readVoiceDocument(result.body), baseUrl: result.finalUrl }
}

function checkAnswer(result: WebhookResult, contentType: string): void {
  if (result.error === 'too-large') throw new TwimlError(11750, 'TwiML response body too large')
  if (result.error === 'invalid-url') throw new TwimlError(11100, 'Invalid URL format')
  if (result.error === 'ENOTFOUND') throw new TwimlError(11210, 'HTTP bad host name')
  if (result.error) throw new TwimlError(11205, `HTTP connection failure: ${result.error}`)
  if ((result.status ?? 0) >= 300) throw new TwimlError(11200, `HTTP retrieval failure: status ${result.status}`)
  if (!/^(text|application)\/(xml|html)\b/i.test(contentType)) {
    throw new TwimlError(12300, `Invalid Content-Type: ${contentType || 'none'}`)
  }
}

function note(
  world: World,
  session: CallSession,
  document: { url: string; method: string; status: number | null; contentType: string; bytes: Buffer },
): void {
  const { bytes, ...rest } = document
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  session.call.documents.push({ at: world.clock.now(), ...rest, body: bytes.toString('utf8'), sha256 })
}

/** An address in a document, which may be relative to the document's own; none means the document's own. */
export function resolveUrl(document: VoiceDocument, address: string | undefined): string {
  return address ? (URL.parse(address.trim(), document.baseUrl || undefined)?.href ?? address) : document.baseUrl
}
