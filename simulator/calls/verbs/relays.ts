import { pass } from '../call-session.ts'
import type { VerbContext } from '../verb.ts'

/** A conversation of its own inside a call. Resolves to the parameters that `<Connect>`'s action is asked with. */
export type Relay = (context: VerbContext) => Promise<[string, string][]>

/** What `<Connect>` can hold, by element name. */
export const relays: Record<string, Relay> = {
  ConversationRelay: async ({ world, session }) => {
    const { talkMs } = world.defaults
    await pass(world, session, talkMs)
    return [
      ['SessionStatus', 'completed'],
      ['SessionDuration', String(Math.round(talkMs / 1000))],
    ]
  },
}
