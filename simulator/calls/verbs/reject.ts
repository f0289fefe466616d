import type { Outcome, VerbContext } from '../verb.ts'
import { hear } from '../hear.ts'

/** `<Reject>` as the first verb of an incoming call refuses it unanswered; later it ends the call. https://www.twilio.com/docs/voice/twiml/reject */
export async function reject({ world, session }: VerbContext): Promise<Outcome> {
  if (session.call.answeredAt === null) session.finalStatus = 'busy'
  hear(world, session, { kind: 'hangup', by: 'twiml' })
  return { next: 'end' }
}
