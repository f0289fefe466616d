import type { TenantContext } from '../context/tenant-context'

/** What a provider says of a message or a call, in our words. Money in micro-units, positive. */
export interface ProviderRecord {
  sid: string
  /** The provider's own word. */
  providerStatus: string
  to: string
  from: string
  body: string | null
  errorCode: number | null
  errorMessage: string | null
  costMicros: number | null
  costCurrency: string | null
  segments: number | null
  durationSeconds: number | null
  /** When the provider took it; null where it doesn't say. */
  createdAt: Date | null
}

/** A refusal: nothing was sent, and sending the same again would be refused again. */
export interface Refusal {
  code: number
  message: string
  httpStatus: number
  moreInfo: string | null
}

/**
 * How a request to send can end. `ambiguous`: it left us and no answer came, so whether it was accepted is not known.
 * `unavailable`: it certainly was not accepted, now or within the patience we have.
 */
export type SendOutcome =
  | { kind: 'accepted'; record: ProviderRecord }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'ambiguous'; reason: string }
  | { kind: 'unavailable'; reason: string; retryAfterSeconds: number | null }

export interface MessageRequest {
  to: string
  /** A number, or the SID of a service that chooses one. */
  from: string
  body: string
  /** Where each change of status is reported, our id included. */
  statusCallback: string
}

export interface CallRequest {
  to: string
  from: string
  /** Where the provider fetches what to say, by GET. */
  url: string
  statusCallback: string
  /** Where what becomes of its recording is reported; absent: it is not recorded. */
  recordingCallback?: string
}

/** Everything we ask of a telephone network. Reads throw AppError EXTERNAL_API_ERROR or PROVIDER_TIMEOUT. */
export interface Telephony {
  sendMessage(request: MessageRequest): Promise<SendOutcome>
  placeCall(request: CallRequest): Promise<SendOutcome>
  /** null when the provider knows no such SID. */
  fetchMessage(sid: string): Promise<ProviderRecord | null>
  fetchCall(sid: string): Promise<ProviderRecord | null>
  /**
   * What was sent to a number since an instant, newest first: for finding one whose answer was lost. A service as `from`
   * finds those of all numbers.
   */
  listMessages(filter: { to: string; from: string; since: Date }): Promise<ProviderRecord[]>
  listCalls(filter: { to: string; from: string; since: Date }): Promise<ProviderRecord[]>
  cancelMessage(sid: string): Promise<ProviderRecord>
  /** Cancels a call that has not been answered, hangs up one that has. */
  endCall(sid: string): Promise<ProviderRecord>
}

/**
 * The network of a tenant.
 *
 * @param isTest the sandbox, which sends nothing
 * @throws AppError NOT_CONFIGURED when the tenant has no credentials
 */
export type TelephonyFactory = (ctx: TenantContext, isTest: boolean) => Promise<Telephony>
