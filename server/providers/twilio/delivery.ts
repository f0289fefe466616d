/** What Twilio sent, its signature verified with the tenant's own token. */
export interface TwilioDelivery {
  url: string
  params: Record<string, string | string[]>
  query: URLSearchParams
  /** The same across Twilio's own repeats of one delivery. */
  idempotencyToken: string | null
  /** A parameter that is there once. */
  get(name: string): string | undefined
}

/** A delivery, from the request or from where it was stored. */
export function twilioDelivery(
  url: string,
  params: Record<string, string | string[]>,
  idempotencyToken: string | null,
): TwilioDelivery {
  return {
    url,
    params,
    query: new URL(url).searchParams,
    idempotencyToken,
    get(name) {
      const value = params[name]
      return typeof value === 'string' ? value : undefined
    },
  }
}
