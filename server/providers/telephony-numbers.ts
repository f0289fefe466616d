export interface Capabilities {
  voice: boolean
  sms: boolean
  mms: boolean
}

/** A number of the account. */
export interface HeldNumber {
  sid: string
  phoneNumber: string
  name: string
  capabilities: Capabilities
  /** Where it reports, by the provider's names; empty where nowhere. */
  fields: Record<string, string>
}

/** A number that can be bought. */
export interface OfferedNumber {
  phoneNumber: string
  locality: string | null
  region: string | null
  country: string
  capabilities: Capabilities
  needsAddress: boolean
}

export interface NumberSearch {
  country: string
  type: 'local' | 'toll_free' | 'mobile'
  areaCode?: string
  contains?: string
}

/** The numbers of a tenant's account. All throw AppError EXTERNAL_API_ERROR or PROVIDER_TIMEOUT. */
export interface TelephonyNumbers {
  /** null where the account has no such number. */
  find(phoneNumber: string): Promise<HeldNumber | null>
  list(limit: number): Promise<HeldNumber[]>
  search(wanted: NumberSearch): Promise<OfferedNumber[]>
  /** Costs money from now on. An answer that never came is settled by asking whether the account has it. */
  buy(phoneNumber: string, fields: Record<string, string>): Promise<HeldNumber>
  update(sid: string, fields: Record<string, string>): Promise<void>
  /** Gives it back, for good; one that is gone already is given back. */
  release(sid: string): Promise<void>
}
