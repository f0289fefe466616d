import type { DocumentSource } from '../model.ts'
import { TwimlError } from '../twiml/twiml-error.ts'
import type { World } from '../world.ts'
import { CallRedirected, type CallSession } from './call-session.ts'
import { reportProgress } from './call-progress.ts'
import { fetchDocument, type VoiceDocument } from './fetch-document.ts'
import { hear, hearFor } from './hear.ts'
import { noteError, type Verb } from './verb.ts'
import { connect } from './verbs/connect.ts'
import { dial } from './verbs/dial.ts'
import { gather } from './verbs/gather.ts'
import { pause } from './verbs/pause.ts'
import { play } from './verbs/play.ts'
import { record } from './verbs/record.ts'
import { redirect } from './verbs/redirect.ts'
import { reject } from './verbs/reject.ts'
import { say } from './verbs/say.ts'
import { sms } from './verbs/sms.ts'

const verbs: Record<string, Verb> = {
  ...{ Say: say, Play: play, Pause: pause, Gather: gather, Record: record, Dial: dial },
  ...{ Redirect: redirect, Reject: reject, Connect: connect, Sms: sms },
  Hangup: async ({ world, session }) => {
    hear(world, session, { kind: 'hangup', by: 'twiml' })
    return { next: 'end' }
  },
}

const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.'

/**
 * Walks a call from its first document to its end, verb by verb. A document that cannot be had or understood is noted with
 * its code; the fallback address is asked once, else the caller hears an apology.
 * @throws CallOver when somebody hangs up.
 */
export async function walkCall(world: World, session: CallSession, first: DocumentSource): Promise<void> {
  let source = first
  let extra: [string, string][] = []
  let fallback = session.call.fallback
  for (;;) {
    try {
      const document = await fetchDocument(world, session, source, extra)
      extra = []
      const next = await walkDocument(world, session, document)
      if (!next) return
      source = next
    } catch (error) {
      if (error instanceof CallRedirected) {
        source = session.redirectTo!
        session.redirectTo = null
        session.redirected = new AbortController()
      } else if (error instanceof TwimlError) {
        const failedUrl = source.kind === 'url' ? source.url : ''
        noteError(world, session, error, failedUrl)
        if (!fallback) return apologise(world, session)
        extra = [
          ['ErrorCode', String(error.code)],
          ['ErrorUrl', failedUrl],
        ]
        source = { kind: 'url', url: fallback.url, method: fallback.method, params: [] }
        fallback = null
      } else throw error
    }
  }
}

/** Walks the verbs of one document. Returns where the call goes from there, or null at its end. */
async function walkDocument(
  world: World,
  session: CallSession,
  document: VoiceDocument,
): Promise<DocumentSource | null> {
  const walk = (leg: CallSession, source: DocumentSource) => walkCall(world, leg, source)
  if (document.verbs[0]?.name !== 'Reject') pickUp(world, session)
  for (const element of document.verbs) {
    if (element.name !== 'Redirect') session.redirectsInARow = 0
    const outcome = await verbs[element.name]!({ world, session, document, element, walk })
    if (outcome.next === 'document') return outcome.source
    if (outcome.next === 'end') return null
  }
  return null
}

/** A call that came in is answered by the first thing that its document does. */
function pickUp(world: World, session: CallSession): void {
  const { call } = session
  if (call.answeredAt === null) void reportProgress(world, call, 'answered', 'in-progress')
}

function apologise(world: World, session: CallSession): Promise<void> {
  pickUp(world, session)
  const say = { kind: 'say', voice: 'alice', language: 'en-US', text: APOLOGY, ssml: null } as const
  return hearFor(world, session, say, 4000)
}
