import { elementsOf, innerXml, textOf, type TwimlElement } from '../../twiml/parse-twiml.ts'
import { speechMs } from '../../twiml/speech-time.ts'
import type { World } from '../../world.ts'
import type { CallSession } from '../call-session.ts'
import { hearFor } from '../hear.ts'
import type { Outcome, VerbContext } from '../verb.ts'

/** `<Say>`: https://www.twilio.com/docs/voice/twiml/say */
export async function say({ world, session, element }: VerbContext): Promise<Outcome> {
  await speak(world, session, element)
  return { next: 'verb' }
}

/** Speaks an element as often as its `loop` says; 0 means until somebody hangs up. */
export async function speak(
  world: World,
  session: CallSession,
  element: TwimlElement,
  interrupt?: AbortSignal,
): Promise<void> {
  const text = textOf(element).replace(/\s+/g, ' ').trim()
  const durationMs = speechMs(element)
  const heard = {
    kind: 'say' as const,
    voice: element.attributes.voice ?? 'man',
    language: element.attributes.language ?? 'en-US',
    text,
    ssml: elementsOf(element).length > 0 ? innerXml(element) : null,
  }
  const times = Number(element.attributes.loop ?? 1) || Infinity
  // An endless loop of nothing would never let time pass.
  if (text === '' && durationMs === 0) return
  for (let said = 0; said < times && !interrupt?.aborted; said += 1) {
    await hearFor(world, session, heard, durationMs, interrupt)
  }
}
