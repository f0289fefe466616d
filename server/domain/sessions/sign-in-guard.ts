import type { Clock } from '../../context/clock'
import { AppError } from '../../errors'

/** How many failures lock a name, and within what time; the lock lasts as long from the last of them. */
const MAX_FAILURES = 5
const WINDOW_MS = 5 * 60_000
/** Tries of one name that may wait for each other: more are a flood, not a person. */
const MAX_WAITING = 10
/** Names kept in mind at once, so that made-up ones cannot fill the memory; the oldest is forgotten. */
const MAX_NAMES = 50_000

export interface SignInGuard {
  /**
   * Runs one try to sign in, after the tries of the same name that came before: tries at once count like tries in a
   * row.
   *
   * @param name whose sign-in it is; counted whether it exists or not
   * @param attempt resolves to null for a failure, or throws what it throws
   * @throws AppError RATE_LIMITED with `retryAfterSeconds` while the name is locked
   */
  attempt<T>(name: string, attempt: () => Promise<T | null>): Promise<T | null>
}

interface Name {
  /** Instants of failures, milliseconds, oldest first. */
  failures: number[]
  waiting: number
  last: Promise<unknown>
}

/** Locks a name after 5 failures in 5 minutes. Kept in memory: a restart forgets it, and each process counts its own. */
export function createSignInGuard(clock: Clock): SignInGuard {
  const names = new Map<string, Name>()

  async function tryOnce<T>(state: Name, attempt: () => Promise<T | null>): Promise<T | null> {
    refuseLocked(state, clock.now().getTime())
    const result = await attempt()
    if (result !== null) state.failures = []
    else state.failures = [...recent(state, clock.now().getTime()), clock.now().getTime()]
    return result
  }

  return {
    async attempt(name, attempt) {
      const state = names.get(name) ?? { failures: [], waiting: 0, last: Promise.resolve() }
      names.delete(name) // to the end of the order
      names.set(name, state)
      if (names.size > MAX_NAMES) names.delete(names.keys().next().value!)
      if (state.waiting >= MAX_WAITING) throw locked(1000)
      state.waiting += 1
      const result = state.last.then(() => tryOnce(state, attempt))
      state.last = result.catch(() => undefined)
      try {
        return await result
      } finally {
        state.waiting -= 1
        if (state.waiting === 0 && state.failures.length === 0) names.delete(name)
      }
    },
  }
}

function recent(state: Name, now: number): number[] {
  return state.failures.filter((at) => at > now - WINDOW_MS)
}

function refuseLocked(state: Name, now: number): void {
  const failures = recent(state, now)
  if (failures.length >= MAX_FAILURES) throw locked(failures.at(-1)! + WINDOW_MS - now)
}

function locked(waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const wait = seconds < 60 ? plural(seconds, 'second') : plural(Math.ceil(seconds / 60), 'minute')
  return new AppError(
    'RATE_LIMITED',
    `Too many failed sign-ins; try again in ${wait}`,
    { retry_after_seconds: seconds },
    { retryAfterSeconds: seconds },
  )
}

const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
