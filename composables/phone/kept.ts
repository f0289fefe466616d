import type { ChosenDevices } from './line'

/** What a browser remembers of a person's phone; it outlasts signing out, and holds nothing of other people. */
interface Kept {
  takesCalls: boolean
  sound: ChosenDevices
  /** Which of the tenant's numbers is shown; empty: the one that the tenant sends from. */
  callerId: string
}

const NOTHING: Kept = { takesCalls: false, sound: { microphone: '', speaker: '', alsoRings: '' }, callerId: '' }

/** Names a person's phone in this browser. */
export function phoneKey(): string {
  const session = useSessionStore()
  return `trunkline:phone:${session.tenantId}:${session.current?.user.id}`
}

export function readKept(): Kept {
  const kept = readLocal<Partial<Kept>>(phoneKey())
  return { ...NOTHING, ...kept, sound: { ...NOTHING.sound, ...kept?.sound } }
}

export const keep = (changes: Partial<Kept>): void => writeLocal(phoneKey(), { ...readKept(), ...changes })
