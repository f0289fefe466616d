import { z } from 'zod'
import { STATUSES } from '../communication/status.ts'
import { E164, Instant, RowId } from '../schemas/primitives.ts'
import { TO_NAMES } from './communication.ts'
import { defineContract } from './contract.ts'

const ById = z.object({ id: RowId })

const TransferKind = z.enum(['warm', 'cold'])

export const PhoneCall = z.object({
  /** The communication's. */
  id: z.number().int(),
  to_number: z.string(),
  from_number: z.string(),
  status: z.enum(STATUSES),
  /** Whether the other side hears music. */
  on_hold: z.boolean(),
  /** Under way; null when none is. */
  transfer: z
    .object({
      kind: TransferKind,
      to_number: z.string(),
      /** The call that it makes, and how far that is. */
      communication_id: z.number().int(),
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
  body: z.strictObject({ to: E164, kind: TransferKind }),
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
