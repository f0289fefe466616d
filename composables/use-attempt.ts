import { toApiError, type ApiError } from './api-error'

/**
 * Does a thing once: tries of the same go out under one key until there is an answer, so that a try after a lost answer
 * finds out what became of the first. A refusal ends its key, or the server would give the same one again.
 */
export function useAttempt() {
  let attempt: { key: string; what: string } | null = null
  return {
    /**
     * @param what is done; something else is another attempt
     * @param run is given the `Idempotency-Key`
     */
    async run<Answer>(what: unknown, run: (idempotencyKey: string) => Promise<Answer>): Promise<Answer> {
      const words = JSON.stringify(what)
      if (attempt?.what !== words) attempt = { key: crypto.randomUUID(), what: words }
      try {
        const answer = await run(attempt.key)
        attempt = null
        return answer
      } catch (error) {
        if (isAnswer(toApiError(error))) attempt = null
        throw error
      }
    },
  }
}

/** Whether a failure says that nothing was done. 5xx other than a provider's refusal says nothing. */
export function isAnswer({ status, code }: ApiError): boolean {
  if (status === 409 && code === 'CONFLICT') return false // the first request under this key still runs
  return (status >= 400 && status < 500) || code === 'EXTERNAL_API_ERROR'
}
