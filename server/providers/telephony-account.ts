/** Fields of a TwiML App that the browser's telephone needs, by Twilio's names. */
export const APPLICATION_FIELDS = [
  'VoiceUrl',
  'VoiceMethod',
  'VoiceFallbackUrl',
  'StatusCallback',
  'StatusCallbackMethod',
  'SmsUrl',
  'SmsMethod',
  'SmsFallbackUrl',
] as const

/** The same of a number. An App in charge of a number would overrule the number's own addresses. */
export const NUMBER_FIELDS = [...APPLICATION_FIELDS, 'VoiceApplicationSid', 'SmsApplicationSid'] as const

export type ApplicationFields = Record<(typeof APPLICATION_FIELDS)[number], string>
export type NumberFields = Record<(typeof NUMBER_FIELDS)[number], string>

/** The account itself, and what the provider's clock said when it answered. */
export interface AccountRecord {
  name: string
  status: string
  answeredAt: Date | null
}

/** A TwiML App with the fields that say where it reports. */
export interface ApplicationRecord {
  sid: string
  name: string
  fields: ApplicationFields
}

/** A number in the account, the same. */
export interface NumberRecord {
  sid: string
  phoneNumber: string
  fields: NumberFields
}

/**
 * The account behind a tenant's telephony: everything but sending. All throw AppError EXTERNAL_API_ERROR or
 * PROVIDER_TIMEOUT; null is "there is no such thing".
 */
export interface TelephonyAccount {
  fetchAccount(): Promise<AccountRecord>
  fetchBalance(): Promise<{ amount: number; currency: string }>
  fetchApplication(sid: string): Promise<ApplicationRecord | null>
  findApplication(name: string): Promise<ApplicationRecord | null>
  createApplication(name: string, fields: ApplicationFields): Promise<ApplicationRecord>
  updateApplication(sid: string, fields: Partial<ApplicationFields>): Promise<void>
  /** Every number of the account, in pages of `pageSize`: one request each. */
  listNumbers(pageSize: number): AsyncIterable<NumberRecord[]>
  findNumber(phoneNumber: string): Promise<NumberRecord | null>
  updateNumber(sid: string, fields: Partial<NumberFields>): Promise<void>
  /** The name of a service that sends messages. */
  fetchMessagingService(sid: string): Promise<{ name: string } | null>
}
