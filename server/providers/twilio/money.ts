/**
 * Twilio's price, such as "-0.00750" in USD, as positive micro-units: integers add up exactly.
 *
 * @param price negative for what is charged; null while Twilio does not know
 */
export function readMoney(
  price: string | null | undefined,
  unit: string | null | undefined,
): { costMicros: number | null; costCurrency: string | null } {
  const amount = price === null || price === undefined || price === '' ? Number.NaN : Number(price)
  if (!Number.isFinite(amount)) return { costMicros: null, costCurrency: null }
  return { costMicros: Math.abs(Math.round(amount * 1_000_000)), costCurrency: (unit ?? 'USD').toUpperCase() }
}
