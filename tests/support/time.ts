import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { readRows } from './rows.ts'
import type { World } from './world.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS

/** What time it is for the server under test. */
export function serverNow(world: World): Date {
  return new Date(Date.now() + Number(readFileSync(join(world.dataDir, 'clock'), 'utf8')))
}

/**
 * Lets time pass for the server and for the network alike, and waits until what became due on either side is done. Two
 * clocks that drift apart would make the network's dates lie before the rows they belong to.
 */
export async function passTime(world: World, ms: number): Promise<void> {
  await whenQuiet(world)
  await leap(world, ms)
  await whenQuiet(world)
}

/** Moves both clocks at once, whatever is under way: after a crash, so that what the dead process had leased is free. */
export async function leap(world: World, ms: number): Promise<void> {
  const { now } = await world.sim.clock()
  await world.sim.setClock({ now: now + ms })
  world.moveClock(ms)
}

/** Waits until no callback is under way and no job is due or running: whatever happens next, time brings it. */
export async function whenQuiet(world: World): Promise<void> {
  const isQuiet = async () => (await world.sim.settle(20_000)).settled && dueJobs(world) === 0
  await eventually(isQuiet, Boolean, 90_000)
}

/** The outbox itself is read: the API does not show jobs. */
function dueJobs(world: World): number {
  const due = 'select count(*) as due from outbox where run_at <= ? or lease_until is not null'
  return readRows<{ due: number }>(world, due, serverNow(world).toISOString())[0]!.due
}
