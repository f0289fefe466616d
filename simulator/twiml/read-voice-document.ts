import { checkSay } from './check-say.ts'
import { checkSchema } from './check-schema.ts'
import { elementsOf, parseTwiml, type TwimlElement } from './parse-twiml.ts'
import { voiceRules } from './schema.ts'

/**
 * A document for a call, fully checked before any of it is heard.
 * @returns the verbs in order.
 * @throws TwimlError 12100, 12200, 13512, 13520 or 13521.
 */
export function readVoiceDocument(bytes: Uint8Array): TwimlElement[] {
  const root = parseTwiml(bytes)
  checkSchema(root, voiceRules)
  for (const verb of elementsOf(root)) {
    for (const element of [verb, ...elementsOf(verb)]) if (element.name === 'Say') checkSay(element)
  }
  return elementsOf(root)
}
