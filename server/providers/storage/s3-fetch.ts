/** Until an answer begins. S3 answers in tens of milliseconds; a minute is a storage that does not work. */
const ANSWER_MS = 60_000
/** What a line has to carry, at the least, for a file to arrive before it is given up: 50 KB/s. */
const BYTES_PER_MS = 50

/**
 * Together these let `fetch` send the body itself: otherwise it keeps a copy of all that was sent, in memory, for the case
 * that it is asked to sign in or to go elsewhere (Fetch, HTTP-network-or-cache fetch, step 8).
 */
const AS_IT_IS = { window: null, redirect: 'error' } as const

/**
 * Asks a storage: with a time limit until the answer begins, and never elsewhere than where it was signed for. The body
 * of an answer may take as long as whoever reads it; one that does not come is given up by `fetch` itself.
 */
export const s3Fetch: typeof fetch = async (input, init) => {
  const size = init?.body instanceof Blob ? init.body.size : 0
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new DOMException('', 'TimeoutError')), ANSWER_MS + size / BYTES_PER_MS)
  try {
    return await fetch(input, { ...init, signal: limit.signal, ...AS_IT_IS })
  } finally {
    clearTimeout(timer)
  }
}
