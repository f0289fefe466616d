import { z } from 'zod'
import { STATUSES } from '../communication/status.ts'
import { E164, Instant, RowId } from '../schemas/primitives.ts'
import { TO_NAMES } from './sending.ts'
import { defineContract } from './contract.ts'

const ById = z.object({ id: RowId })

const TransferKind = z.enum(['warm', 'cold'])

export const PhoneCall = z.object({
  /** The communication's. */
  id: z.number().int(),
  direction: z.enum(['outbound', 'inbound']),
  to_number: z.string(),
  from_number: z.string(),
  /** The other side's. */
  peer_number: z.string(),
  /** Twilio's name for the browser's own leg: the Voice SDK's `CallSid`. */
  call_sid: z.string(),
  status: z.enum(STATUSES),
  /** Whether the other side hears music. */
  on_hold: z.boolean(),
  /** Under way; null when none is. */
  transfer: z
    .object({
      kind: TransferKind,
      /** Who is called: a number, or a person with their name. */
      to_number: z.string().nullable(),
      user_id: z.number().int().nullable(),
      name: z.string().nullable(),
      /** The call that it makes to a number; one to a person's browser has none of its own. */
      communication_id: z.number().int().nullable(),
      /** How far that call is. */
      status: z.enum(STATUSES),
    })
    .nullable(),
  created_at: Instant,
})

export const listPhoneCalls = defineContract({
  id: 'phone.calls',
  method: 'GET',
  path: '/api/phone/calls',
  summary: "The calls that run in the caller's browser",
  access: { tenant: 'communication:read' },
  query: z.strictObject({}),
  data: PhoneCall,
  collection: 'calls',
  message: 'Calls retrieved successfully',
})

export const listPhonePeople = defineContract({
  id: 'phone.people',
  method: 'GET',
  path: '/api/phone/people',
  summary: 'Whose browsers may take calls, besides whoever asks: to them a call can be handed over',
  access: { tenant: 'communication:read' },
  query: z.strictObject({}),
  data: z.object({ id: z.number().int(), name: z.string() }),
  collection: 'people',
  message: 'People retrieved successfully',
})

export const holdCall = defineContract({
  id: 'phone.hold',
  method: 'POST',
  path: '/api/phone/calls/{id}/hold',
  summary: 'Lets the other side hear music',
  access: { tenant: 'communication:send' },
  params: ById,
  body: z.strictObject({}),
  data: PhoneCall,
  message: 'On hold',
})

export const resumeCall = defineContract({
  id: 'phone.resume',
  method: 'POST',
  path: '/api/phone/calls/{id}/resume',
  summary: 'Talks with the other side again',
  access: { tenant: 'communication:send' },
  params: ById,
  body: z.strictObject({}),
  data: PhoneCall,
  message: 'Resumed',
})

export const transferCall = defineContract({
  id: 'phone.transfer',
  method: 'POST',
  path: '/api/phone/calls/{id}/transfer',
  summary: 'Calls somebody to hand the call over to: warm talks with them first, cold leaves at once',
  access: { tenant: 'communication:send' },
  params: ById,
  body: z
    .strictObject({ to: E164.optional(), user_id: RowId.optional(), kind: TransferKind })
    .refine(({ to, user_id }) => (to === undefined) !== (user_id === undefined), 'give either to or user_id'),
  aliases: { to: TO_NAMES },
  data: PhoneCall,
  message: 'Transfer begun',
})

export const completeTransfer = defineContract({
  id: 'phone.transfer.complete',
  method: 'POST',
  path: '/api/phone/calls/{id}/transfer/complete',
  summary: 'Leaves the two others to themselves',
  access: { tenant: 'communication:send' },
  params: ById,
  body: z.strictObject({}),
  data: PhoneCall,
  message: 'Transferred',
})

export const cancelTransfer = defineContract({
  id: 'phone.transfer.cancel',
  method: 'POST',
  path: '/api/phone/calls/{id}/transfer/cancel',
  summary: 'Ends the call to whom it was to be handed over; the other side stays on hold',
  access: { tenant: 'communication:send' },
  params: ById,
  body: z.strictObject({}),
  data: PhoneCall,
  message: 'Transfer canceled',
})
