import { setTimeout as delay } from 'node:timers/promises'
import twilio from 'twilio'

type Options = Parameters<twilio.RequestClient['request']>[0]
type Answer = Awaited<ReturnType<twilio.RequestClient['request']>>

/** Twilio answers a create in well under 3 seconds; an operator waits for it, so we stop believing at 10. */
const TIMEOUT_MS = 10_000
const MAX_TRIES = 4
/** The longest a caller is kept waiting between tries; whoever asks for more is believed, and the caller told. */
const MAX_PAUSE_MS = 5_000

/** These say that no byte of the request left us. */
const BEFORE_BYTES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Where Twilio asks to slow down and doesn't say for how long. */
const USUAL_PAUSE_SECONDS = 30

/** Twilio asks to slow down, for longer than anybody waits on a request. Nothing was accepted. */
export class ThrottledError extends Error {
  readonly retryAfterSeconds: number

  constructor(askedMs: number | null) {
    super('Twilio asks to slow down (20429)')
    this.name = 'ThrottledError'
    this.retryAfterSeconds = askedMs === null ? USUAL_PAUSE_SECONDS : Math.ceil(askedMs / 1000)
  }
}

/** Whether a failed request certainly never reached the provider. */
export function failedBeforeSending(error: unknown): boolean {
  return BEFORE_BYTES.has(String((error as { code?: unknown })?.code))
}

/**
 * The SDK's HTTP client with two additions: another host, for the simulator, and retries where they are safe. A 429 and
 * a connection that was never made are retried always; a 5xx or a lost answer only for reads. A POST that left us is
 * never repeated: Twilio's creates have no idempotency key.
 *
 * @param baseUrl replaces scheme and host of every request; absent: Twilio's own
 */
export function createRequestClient(baseUrl: string | undefined): twilio.RequestClient {
  return new RebasedRequestClient(baseUrl)
}

class RebasedRequestClient extends twilio.RequestClient {
  private readonly baseUrl: string | undefined

  constructor(baseUrl: string | undefined) {
    super({ timeout: TIMEOUT_MS })
    this.baseUrl = baseUrl
  }

  override async request<TData>(
    options: Options,
  ): Promise<Awaited<ReturnType<twilio.RequestClient['request']>> & { body: TData }> {
    const rebased = this.baseUrl ? { ...options, uri: rebase(options.uri, this.baseUrl) } : options
    const isRead = options.method === 'get'
    for (let tries = 1; ; tries++) {
      let pauseMs: number
      try {
        const answer = (await super.request(rebased)) as Answer & { body: TData }
        const askedMs = retryAfterMs(answer)
        if (answer.statusCode === 429 && (tries === MAX_TRIES || (askedMs ?? 0) > MAX_PAUSE_MS)) {
          throw new ThrottledError(askedMs)
        }
        if (answer.statusCode !== 429 && !(isRead && answer.statusCode >= 500)) return answer
        if (tries === MAX_TRIES) return answer
        pauseMs = pauseBefore(tries, askedMs)
      } catch (error) {
        const mayRepeat = (isRead || failedBeforeSending(error)) && !(error instanceof ThrottledError)
        if (!mayRepeat || tries === MAX_TRIES) throw error
        pauseMs = pauseBefore(tries, null)
      }
      await delay(pauseMs)
    }
  }
}

function rebase(uri: string, baseUrl: string): string {
  const target = new URL(uri)
  return new URL(target.pathname + target.search, baseUrl).href
}

function retryAfterMs(answer: Answer): number | null {
  const header: unknown = (answer as { headers?: Record<string, unknown> }).headers?.['retry-after']
  const seconds = Number(header)
  return header !== undefined && Number.isFinite(seconds) ? seconds * 1000 : null
}

/** Exponential, with full jitter so that many callers do not come back at once; never sooner than asked. */
function pauseBefore(tries: number, askedMs: number | null): number {
  const backoffMs = 200 * 2 ** (tries - 1)
  return Math.min(MAX_PAUSE_MS, (askedMs ?? 0) + Math.random() * backoffMs)
}
