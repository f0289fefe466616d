import { setTimeout as delay } from 'node:timers/promises'

/** How long another process's lock is waited for; a backup or a migration takes seconds. */
const BUSY_PATIENCE_MS = 15_000
const BUSY_PAUSE_MS = { first: 2, max: 100 }

/** Whether another process's lock was in the way: all of SQLite's busy codes. */
export function isBusy(error: unknown): boolean {
  return String((error as { code?: string }).code).startsWith('SQLITE_BUSY')
}

/**
 * Tries until another process's lock is gone, and lets this process go on meanwhile: a busy timeout inside the database
 * would block the event loop, and with it the writer that has to finish first.
 *
 * @param attempt must leave nothing behind when it is refused
 * @throws what the attempt threw, when it was not about a lock or the patience is over
 */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + BUSY_PATIENCE_MS
  for (let pauseMs = BUSY_PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, BUSY_PAUSE_MS.max)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await delay(pauseMs)
    }
  }
}
