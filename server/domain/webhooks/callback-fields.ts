import twilio from 'twilio'
import { AppError } from '../../errors'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import type { Delivery } from './store-delivery'

/**
 * Without separators, "Direction=outbound-api" and "Directionoutbound=-api" sign alike: what we need must be there.
 *
 * @throws AppError SIGNATURE_INVALID
 */
export function required(request: TwilioDelivery, name: string): string {
  const value = request.get(name)
  if (!value) throw new AppError('SIGNATURE_INVALID')
  return value
}

/** A delivery as it is stored. @param what of the signed content, besides the SID, makes it this one and no other */
export function deliveryOf(request: TwilioDelivery, kind: Delivery['kind'], sid: string, what: string): Delivery {
  const { url, params, idempotencyToken } = request
  return { kind, dedupeKey: `${kind}/${sid}/${what}`, providerSid: sid, url, params, idempotencyToken }
}

/** Our id, from the address of the callback. */
export function idOf(request: TwilioDelivery): number | null {
  const id = request.query.get('id')
  return id !== null && /^\d{1,15}$/.test(id) ? Number(id) : null
}

/** A whole number as Twilio writes it; null for anything else. */
export function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** Those of the parameters that are there. */
export function pick(request: TwilioDelivery, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, request.get(name)]).filter(([, value]) => value !== undefined))
}

/** Where nothing is left to say. */
export function emptyTwiml(): string {
  return new twilio.twiml.VoiceResponse().toString()
}
