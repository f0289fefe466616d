import type { Call, Message } from '../model.ts'
import type { World } from '../world.ts'

export type Item = { at: number; message: Message; call?: never } | { at: number; call: Call; message?: never }

/** What one handset sent and received, oldest first. */
export function trafficOf(world: World, number: string): Item[] {
  return allTraffic(world).filter(({ message, call }) =>
    [(message ?? call)!.from, (message ?? call)!.to].includes(number),
  )
}

/** All traffic, oldest first. */
export function allTraffic(world: World): Item[] {
  const messages = world.messages.all().map((message): Item => ({ at: message.createdAt, message }))
  const calls = world.calls.all().map((call): Item => ({ at: call.createdAt, call }))
  return [...messages, ...calls].sort((a, b) => a.at - b.at)
}

/** The numbers of people: everything that appears in traffic or scripts and belongs to no account. */
export function handsetsOf(world: World): { number: string; lastAt: number }[] {
  const own = new Set(ownNumbers(world))
  const lastAt = new Map<string, number>()
  for (const number of world.scripts.keys()) lastAt.set(number, 0)
  for (const { at, message, call } of allTraffic(world)) {
    const { from, to } = (message ?? call)!
    for (const number of [from, to]) if (!own.has(number)) lastAt.set(number, at)
  }
  return [...lastAt].map(([number, at]) => ({ number, lastAt: at })).sort((a, b) => b.lastAt - a.lastAt)
}

/** The accounts' numbers, which handsets can write to and call. */
export function ownNumbers(world: World): string[] {
  return [...world.numbers.values()].map(({ phoneNumber }) => phoneNumber)
}
