import { readFileSync } from 'node:fs'

/** The only source of "now". Injected, so that tests decide what time it is. */
export interface Clock {
  /** The current instant. */
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/**
 * A clock that runs at the system's pace, shifted by the number of milliseconds that a file holds.
 * Chosen in the composition root for `APP_ENV=test` only, so that a test in another process can move time.
 *
 * @param file path of a text file with one integer, milliseconds, negative allowed; a missing file means 0
 */
export function fileClock(file: string): Clock {
  return {
    now: () => new Date(Date.now() + readOffsetMs(file)),
  }
}

function readOffsetMs(file: string): number {
  try {
    const offsetMs = Number(readFileSync(file, 'utf8').trim())
    return Number.isFinite(offsetMs) ? offsetMs : 0
  } catch {
    return 0
  }
}
