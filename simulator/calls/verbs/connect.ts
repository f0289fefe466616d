import { elementsOf } from '../../twiml/parse-twiml.ts'
import { TwimlError } from '../../twiml/twiml-error.ts'
import { hear } from '../hear.ts'
import { actionOf, type Outcome, type VerbContext } from '../verb.ts'
import { relays } from './relays.ts'

/**
 * `<Connect>`: hands the call to a conversation and, when that is over, asks `action` what comes next.
 * https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
 * @throws TwimlError 12200 when there is nothing to connect to.
 */
export async function connect(context: VerbContext): Promise<Outcome> {
  const { world, session, element } = context
  const [noun] = elementsOf(element)
  const relay = noun && relays[noun.name]
  if (!noun || !relay) throw new TwimlError(12200, '<Connect> holds nothing to connect to')
  hear(world, session, { kind: 'connect', noun: noun.name, url: noun.attributes.url ?? '' })
  const params = await relay({ ...context, element: noun })
  if (!element.attributes.action) return { next: 'verb' }
  return { next: 'document', source: actionOf(context, params) }
}
