import pLimit from 'p-limit'
import { AppError } from '../../errors'

/** Passwords compared at once: each takes a thread of the few that also read and write files. */
const MAX_RUNNING = 2
/** And those that wait for it: at a third of a second each, the last waits for five seconds. */
const MAX_WAITING = 30
const RETRY_SECONDS = 5

export interface PasswordQueue {
  /**
   * Runs a comparison after those that came before.
   *
   * @throws AppError RATE_LIMITED with `retryAfterSeconds` when too many wait
   */
  run<T>(compare: () => Promise<T>): Promise<T>
}

/** Anybody may have a password compared, so a flood of them must not be all that this process does. */
export function createPasswordQueue(): PasswordQueue {
  const limit = pLimit(MAX_RUNNING)
  return {
    async run(compare) {
      if (limit.pendingCount >= MAX_WAITING) throw tooMany()
      return limit(compare)
    },
  }
}

const tooMany = () =>
  new AppError(
    'RATE_LIMITED',
    'Too many people sign in at once; try again in a moment',
    { retry_after_seconds: RETRY_SECONDS },
    { retryAfterSeconds: RETRY_SECONDS },
  )
