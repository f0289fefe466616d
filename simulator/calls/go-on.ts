import type { World } from '../world.ts'
import { CallOver, type CallSession } from './call-session.ts'
import { finishCall } from './finish-call.ts'
import { hear } from './hear.ts'
import type { VerbContext } from './verb.ts'

/**
 * Lets a leg that was bridged go on by itself, where the REST interface sends it elsewhere: whoever it talked with is left,
 * and its own document is walked to the call's end.
 */
export async function goOn(world: World, leg: CallSession, walk: VerbContext['walk']): Promise<void> {
  const source = leg.redirectTo!
  leg.redirectTo = null
  leg.redirected = new AbortController()
  try {
    await walk(leg, source)
    if (leg.call.heard.at(-1)?.kind !== 'hangup') hear(world, leg, { kind: 'hangup', by: 'end' })
  } catch (error) {
    if (!(error instanceof CallOver)) throw error
    hear(world, leg, { kind: 'hangup', by: leg.endedBy })
  }
  await finishCall(world, leg, 'completed')
}
