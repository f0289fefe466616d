import type { Account } from '../model.ts'
import type { World } from '../world.ts'

/** One authenticated request to the REST interface. */
export type RestRequest = {
  world: World
  account: Account
  /** The path's variables by name. */
  path: Record<string, string>
  query: URLSearchParams
  form: URLSearchParams
  /** The path without query, as `uri` fields show it. */
  uri: string
}

export type RestAnswer = {
  status: number
  body: unknown
  /** Media instead of JSON. */
  media?: { bytes: Buffer; contentType: string }
  sid?: string
  /** What happens next with the resource that was made, started once the answer is decided. */
  start?: () => void
  /** Runs the first callbacks ahead of the answer. */
  runAhead?: () => Promise<void>
}

export type RestRoute = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/2010-04-01`, or of another of Twilio's hosts and then from `/v1/` on; variables as `:name`. */
  pattern: string
  operation: string
  handle(request: RestRequest): RestAnswer
}
