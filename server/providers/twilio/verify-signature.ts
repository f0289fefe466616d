import twilio from 'twilio'

export interface SignedRequest {
  signature: string | undefined
  /** Scheme, host, path and query as configured and as received: never from a Host header. */
  url: string
  /** Form parameters; empty for GET. */
  params: Record<string, string | string[]>
  /** The raw body, where it is JSON: its hash is then what the URL signs. */
  json?: string
}

/**
 * Whether Twilio made a request, with one of the tenant's tokens (https://www.twilio.com/docs/usage/security). The SDK
 * does the comparing, in constant time, with and without the port.
 *
 * @param tokens primary first; the secondary is the next primary
 */
export function isSignedByTwilio(tokens: readonly string[], request: SignedRequest): boolean {
  const { signature, url, params, json } = request
  if (!signature) return false
  return tokens.some((token) =>
    json === undefined
      ? twilio.validateRequest(token, signature, url, params)
      : twilio.validateRequestWithBody(token, signature, url, json),
  )
}
