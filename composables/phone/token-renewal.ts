import { ApiError } from '../api-error'

/** A server that did not answer is asked again after this many milliseconds. */
const ASK_AGAIN_MS = 10_000
/** Twilio is given so many tokens in place of one that it refuses; where the API key is gone it refuses each of them. */
const MOST_TOKENS = 2
/** Refusals further apart than this, in milliseconds, have nothing to do with each other. */
const APART_MS = 600_000

/**
 * Sees that a line has a token that Twilio takes.
 *
 * @param next asks the server for one; while nobody is signed in it waits for whoever signs in again
 * @param on `failed`: none is to be had, or none is taken
 */
export function tokenRenewal(
  next: () => Promise<string>,
  on: { renewed: (token: string) => void; failed: () => void },
) {
  let isClosed = false
  let asking: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let refusals = 0
  let refusedAt = 0

  function renew(): void {
    clearTimeout(timer)
    asking ??= ask().finally(() => (asking = null))
  }

  async function ask(): Promise<void> {
    try {
      const token = await next()
      if (!isClosed) on.renewed(token)
    } catch (error) {
      if (isClosed) return
      if (isPassing(error)) timer = setTimeout(renew, ASK_AGAIN_MS)
      else on.failed()
    }
  }

  return {
    renew,
    /** Twilio has taken the one that it has. */
    taken: () => void (refusals = 0),
    /** Twilio has refused it. */
    refused(): void {
      if (asking) return
      const now = Date.now()
      refusals = now - refusedAt > APART_MS ? 1 : refusals + 1
      refusedAt = now
      if (refusals > MOST_TOKENS) on.failed()
      else renew()
    },
    close(): void {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Whether the server may well answer when it is asked again. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500)
}
