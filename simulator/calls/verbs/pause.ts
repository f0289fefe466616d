import type { TwimlElement } from '../../twiml/parse-twiml.ts'
import type { World } from '../../world.ts'
import { pass, type CallSession } from '../call-session.ts'
import { hear } from '../hear.ts'
import type { Outcome, VerbContext } from '../verb.ts'

/** `<Pause>`: https://www.twilio.com/docs/voice/twiml/pause */
export async function pause({ world, session, element }: VerbContext): Promise<Outcome> {
  await beSilent(world, session, element)
  return { next: 'verb' }
}

/** Silence for the element's `length` in seconds, one unless given. */
export async function beSilent(
  world: World,
  session: CallSession,
  element: TwimlElement,
  interrupt?: AbortSignal,
): Promise<void> {
  const seconds = Number(element.attributes.length ?? 1)
  hear(world, session, { kind: 'pause', seconds }, seconds * 1000)
  await pass(world, session, seconds * 1000, interrupt)
}
