import type { DocumentSource, HttpMethod } from '../model.ts'
import type { TwimlElement } from '../twiml/parse-twiml.ts'
import type { TwimlError } from '../twiml/twiml-error.ts'
import type { World } from '../world.ts'
import type { CallSession } from './call-session.ts'
import { resolveUrl, type VoiceDocument } from './fetch-document.ts'
import { hear } from './hear.ts'

/** What a verb leads to: the next verb, another document, or the end of the call. */
export type Outcome = { next: 'verb' } | { next: 'document'; source: DocumentSource } | { next: 'end' }

export type VerbContext = {
  world: World
  session: CallSession
  document: VoiceDocument
  element: TwimlElement
  /** Walks another leg through a document of its own, for `<Number url>`. */
  walk: (session: CallSession, source: DocumentSource) => Promise<void>
}

export type Verb = (context: VerbContext) => Promise<Outcome>

/** The document at a verb's `action`, or at the document's own address when it has none. */
export function actionOf(context: VerbContext, params: [string, string][]): DocumentSource {
  const { attributes } = context.element
  const method = (attributes.method ?? 'POST') as HttpMethod
  return { kind: 'url', url: resolveUrl(context.document, attributes.action), method, params }
}

/** Writes a debugger entry into the call and what is heard. */
export function noteError(world: World, session: CallSession, error: TwimlError, url: string): void {
  const { code, message } = error
  session.call.errors.push({ at: world.clock.now(), code, message, url })
  hear(world, session, { kind: 'error', code, message })
}
