import type { HttpMethod } from '../../model.ts'
import { textOf } from '../../twiml/parse-twiml.ts'
import { TwimlError } from '../../twiml/twiml-error.ts'
import { resolveUrl } from '../fetch-document.ts'
import { hear } from '../hear.ts'
import type { Outcome, VerbContext } from '../verb.ts'

/** More in a row than this, with nothing heard between, is a circle. */
const REDIRECT_LIMIT = 10

/** `<Redirect>`: https://www.twilio.com/docs/voice/twiml/redirect. @throws TwimlError 11215 in a circle. */
export async function redirect({ world, session, document, element }: VerbContext): Promise<Outcome> {
  session.redirectsInARow += 1
  if (session.redirectsInARow > REDIRECT_LIMIT) throw new TwimlError(11215, 'HTTP too many redirects')
  const url = resolveUrl(document, textOf(element).trim())
  hear(world, session, { kind: 'redirect', url })
  const method = (element.attributes.method ?? 'POST') as HttpMethod
  return { next: 'document', source: { kind: 'url', url, method, params: [] } }
}
