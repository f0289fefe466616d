export type ConnectionOverrides = {
  connectTimeoutMs: number
  readTimeoutMs: number
  totalTimeoutMs: number
  retries: number
  retryOn: ReadonlySet<string>
}

/**
 * What a webhook URL's fragment asks for, for example `#rc=5&rp=5xx,ct,rt`.
 * `ct` 100–10,000 ms, `rt` and `tt` 100–15,000 ms, `rc` 0–5 retries (1 unless given), `rp` what is retried (`ct` unless given:
 * a 5xx is not). Values out of range are ignored, as are unknown keys.
 * Rule: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export function connectionOverrides(
  url: string,
  standard: { connectTimeoutMs: number; readTimeoutMs: number; totalTimeoutMs: number },
): ConnectionOverrides {
  const fragment = new URLSearchParams(new URL(url).hash.slice(1))
  const within = (key: string, low: number, high: number, otherwise: number) => {
    const text = fragment.get(key)
    const value = Number(text)
    return text !== null && /^\d+$/.test(text) && value >= low && value <= high ? value : otherwise
  }
  const policies = (fragment.get('rp') ?? 'ct').split(',').filter((policy) => /^(4xx|5xx|ct|rt|all)$/.test(policy))
  return {
    connectTimeoutMs: within('ct', 100, 10_000, standard.connectTimeoutMs),
    readTimeoutMs: within('rt', 100, 15_000, standard.readTimeoutMs),
    totalTimeoutMs: within('tt', 100, 15_000, standard.totalTimeoutMs),
    retries: within('rc', 0, 5, 1),
    retryOn: new Set(policies),
  }
}

/** Whether the policies ask for another attempt after this outcome. */
export function shouldRetry(
  retryOn: ReadonlySet<string>,
  outcome: { status: number | null; error: string | null },
): boolean {
  if (retryOn.has('all')) return outcome.error !== null || (outcome.status ?? 0) >= 400
  if (outcome.error === 'read-timeout') return retryOn.has('rt')
  if (outcome.error) return retryOn.has('ct')
  const group = `${String(outcome.status)[0]}xx`
  return retryOn.has(group)
}
