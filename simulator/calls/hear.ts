import type { Heard } from '../model.ts'
import type { World } from '../world.ts'
import { pass, type CallSession } from './call-session.ts'

/** A handset that has not confirmed an utterance after this much longer than estimated is no longer waited for. */
const CONFIRMATION_FACTOR = 3
const CONFIRMATION_EXTRA_MS = 5000

/** `Omit` for each member of a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
export type NewHeard = Without<Heard, 'at'>

/** Writes down what happens on the line. Returns its place in the transcript. */
export function hear(world: World, session: CallSession, heard: NewHeard, durationMs = 0): number {
  const { call } = session
  const entry = { ...heard, at: world.clock.now() } as Heard
  call.heard.push(entry)
  const index = call.heard.length - 1
  world.events.emit('call.heard', { sid: call.sid, from: call.from, to: call.to, index, entry, durationMs })
  return index
}

/**
 * Writes down something that takes time and lets that time pass. At an open handset page it lasts until the page
 * says that it has been heard, since nobody knows how fast a browser's voice speaks.
 * @param durationMs estimated, of the call's own time.
 */
export async function hearFor(
  world: World,
  session: CallSession,
  heard: NewHeard,
  durationMs: number,
  interrupt?: AbortSignal,
): Promise<void> {
  const index = hear(world, session, heard, durationMs)
  if (!session.attended || !hasHandset(world, session)) return pass(world, session, durationMs, interrupt)
  const confirmed = new AbortController()
  const listener = (confirmedIndex: number) => void (confirmedIndex >= index && confirmed.abort())
  session.heardListeners.add(listener)
  try {
    const signals = [confirmed.signal, ...(interrupt ? [interrupt] : [])]
    const patienceMs = durationMs * CONFIRMATION_FACTOR + CONFIRMATION_EXTRA_MS
    await pass(world, session, patienceMs, AbortSignal.any(signals))
  } finally {
    session.heardListeners.delete(listener)
  }
}

function hasHandset(world: World, session: CallSession): boolean {
  const { from, to } = session.call
  return (world.handsets.get(to) ?? 0) + (world.handsets.get(from) ?? 0) > 0
}
