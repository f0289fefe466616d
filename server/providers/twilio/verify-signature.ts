import twilio from 'twilio'

export interface SignedRequest {
  signature: string | null
  /** Scheme, host, path and query as configured and as received: never from a Host header. */
  url: string
  /** Form parameters; empty for GET. */
  params: Record<string, string | string[]>
}

/**
 * Whether Twilio made a request, with one of the tenant's tokens (https://www.twilio.com/docs/usage/security). The SDK
 * does the comparing, in constant time, with and without the port.
 *
 * @param tokens primary first; the secondary is the next primary
 */
export function isSignedByTwilio(tokens: readonly string[], { signature, url, params }: SignedRequest): boolean {
  return signature !== null && tokens.some((token) => twilio.validateRequest(token, signature, url, params))
}
