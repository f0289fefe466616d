import type { LogRow } from '../communications/form'

/** Which of a call's numbers is whose. */
export function numbersOf({ direction, toNumber, fromNumber }: LogRow): { customer: string; own: string } {
  return direction === 'inbound' ? { customer: fromNumber, own: toNumber } : { customer: toNumber, own: fromNumber }
}
