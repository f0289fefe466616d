import type { Heard } from './speech.ts'

/** What one unit costs, in millionths of the currency; a price that isn't known is left out. */
export interface UnitPrices {
  currency: string
  smsPartMicros?: number
  /** Per begun minute, as calls are billed. */
  callMinuteMicros?: number
}

export interface CostEstimate {
  /** Millionths of the currency, rounded to a whole number. */
  amountMicros: number
  currency: string
  units: number
  unit: 'sms_part' | 'call_minute'
  /** Talking time that the estimate assumes; absent for an SMS. */
  seconds?: number
}

/** Voices speak 150 to 160 words a minute at medium, some 15 characters a second; slow and fast are SSML's steps. */
const CHARACTERS_PER_SECOND: Readonly<Record<string, number>> = { slow: 12, medium: 15, fast: 18 }

/**
 * @param parts segments of the SMS
 * @returns null without a price
 */
export function estimateSmsCost(parts: number, prices: UnitPrices | undefined): CostEstimate | null {
  if (prices?.smsPartMicros === undefined) return null
  const amountMicros = Math.round(parts * prices.smsPartMicros)
  return { amountMicros, currency: prices.currency, units: parts, unit: 'sms_part' }
}

/**
 * Estimates a call that is answered at once and heard to its end.
 *
 * @param heard of `renderTwiml`
 * @param rate slow, medium or fast
 * @returns null without a price
 */
export function estimateVoiceCost(
  heard: readonly Heard[],
  rate: string | null | undefined,
  prices: UnitPrices | undefined,
): CostEstimate | null {
  if (prices?.callMinuteMicros === undefined) return null
  const perSecond = CHARACTERS_PER_SECOND[rate ?? 'medium'] ?? 15
  const lengths = heard.map((one) => (one.kind === 'say' ? one.text.length / perSecond : (one.seconds ?? 0)))
  const seconds = Math.ceil(lengths.reduce((total, length) => total + length, 0))
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  const amountMicros = Math.round(minutes * prices.callMinuteMicros)
  return { amountMicros, currency: prices.currency, units: minutes, unit: 'call_minute', seconds }
}
