/** What Twilio sent, its signature verified with the tenant's own token. */
export interface TwilioDelivery {
  url: string
  params: Record<string, string | string[]>
  /** A parameter that must be there once. @throws AppError PERMISSION_DENIED */
  require(name: string): string
  /** A parameter that may be there. */
  get(name: string): string | undefined
  query: URLSearchParams
  idempotencyToken: string | null
}
