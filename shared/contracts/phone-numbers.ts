import { z } from 'zod'
import { CountryCode, E164, Instant, Paging } from '../schemas/primitives.ts'
import { SmsRoutingSchema, VoiceRoutingSchema } from '../telephony/routing.ts'
import { defineContract } from './contract.ts'

const Capabilities = z.object({ voice: z.boolean(), sms: z.boolean(), mms: z.boolean() })
const Id = z.object({ id: z.uuid() })

export const PhoneNumber = z.object({
  id: z.string(),
  phone_number: z.string(),
  /** `PN…`; null where it has not been found at Twilio. */
  twilio_sid: z.string().nullable(),
  label: z.string().nullable(),
  capabilities: Capabilities.nullable(),
  /** What is sent from, unless a sender is named. */
  is_default: z.boolean(),
  /** null: callers are told that nobody takes calls here. */
  voice_routing: VoiceRoutingSchema.nullable(),
  /** null: texts lie in the inbox, and that is all. */
  sms_routing: SmsRoutingSchema.nullable(),
  created_at: Instant,
  updated_at: Instant,
})

export const listPhoneNumbers = defineContract({
  id: 'phone-numbers.list',
  method: 'GET',
  path: '/api/phone-numbers',
  summary: "The tenant's numbers, the default sender first",
  access: { tenant: 'numbers:read' },
  query: z.strictObject({ ...Paging, search: z.string().trim().min(1).max(100).optional() }),
  data: PhoneNumber,
  collection: 'phone_numbers',
  message: 'Phone numbers retrieved successfully',
})

export const getPhoneNumber = defineContract({
  id: 'phone-numbers.get',
  method: 'GET',
  path: '/api/phone-numbers/{id}',
  summary: 'One number and where its calls and texts go',
  access: { tenant: 'numbers:read' },
  params: Id,
  data: PhoneNumber,
  message: 'Phone number retrieved successfully',
})

export const listNumbersAtTwilio = defineContract({
  id: 'phone-numbers.at-twilio',
  method: 'GET',
  path: '/api/phone-numbers/at-twilio',
  summary: "Numbers of the tenant's Twilio account that are not set up here yet",
  access: { tenant: 'numbers:read' },
  data: z.object({
    numbers: z.array(
      z.object({
        phone_number: z.string(),
        twilio_sid: z.string(),
        friendly_name: z.string(),
        capabilities: Capabilities,
        /** Its calls or texts go somewhere else now, which taking it over changes. */
        is_in_use: z.boolean(),
      }),
    ),
    /** There are more than are told. */
    has_more: z.boolean(),
  }),
  message: 'Numbers at Twilio retrieved successfully',
})

export const NUMBER_TYPES = ['local', 'toll_free', 'mobile'] as const

export const searchNumbers = defineContract({
  id: 'phone-numbers.available',
  method: 'GET',
  path: '/api/phone-numbers/available',
  summary: 'Numbers that can be bought',
  access: { tenant: 'numbers:read' },
  query: z.strictObject({
    country: CountryCode.default('US'),
    type: z.enum(NUMBER_TYPES).default('local'),
    area_code: z
      .string()
      .regex(/^\d{2,4}$/, 'must be 2 to 4 digits')
      .optional(),
    /** Digits that it holds, or letters as on a keypad; `*` for any. */
    contains: z
      .string()
      .trim()
      .regex(/^[0-9A-Za-z*]{2,16}$/, 'must be 2 to 16 digits or letters')
      .optional(),
  }),
  data: z.object({
    numbers: z.array(
      z.object({
        phone_number: z.string(),
        locality: z.string().nullable(),
        region: z.string().nullable(),
        country: z.string(),
        capabilities: Capabilities,
        /** Twilio asks for a registered address before it sells it. */
        needs_address: z.boolean(),
      }),
    ),
  }),
  message: 'Available numbers retrieved successfully',
})

export const addPhoneNumber = defineContract({
  id: 'phone-numbers.add',
  method: 'POST',
  path: '/api/phone-numbers',
  summary: 'Takes over a number of the Twilio account, or buys one; its webhooks are set to this deployment',
  access: { tenant: 'numbers:write' },
  body: z.strictObject({
    phone_number: E164,
    label: z.string().trim().min(1).max(100).nullable().optional(),
    /** Costs money every month. False: it is in the account already. */
    buy: z.boolean().default(false),
  }),
  data: PhoneNumber,
  message: 'Phone number added',
  creates: true,
  idempotency: 'ledger',
})

export const updatePhoneNumber = defineContract({
  id: 'phone-numbers.update',
  method: 'PUT',
  path: '/api/phone-numbers/{id}',
  summary: 'Changes the fields given: label, routing, default sender',
  access: { tenant: 'numbers:write' },
  params: Id,
  body: z.strictObject({
    label: z.string().trim().min(1).max(100).nullable().optional(),
    /** False only where it is not: another one is made the default instead of this one. */
    is_default: z.boolean().optional(),
    voice_routing: VoiceRoutingSchema.nullable().optional(),
    sms_routing: SmsRoutingSchema.nullable().optional(),
  }),
  readOnly: ['id', 'phone_number', 'twilio_sid', 'capabilities', 'created_at', 'updated_at'],
  data: PhoneNumber,
  message: 'Phone number updated',
})

export const removePhoneNumber = defineContract({
  id: 'phone-numbers.remove',
  method: 'DELETE',
  path: '/api/phone-numbers/{id}',
  summary: 'Takes a number out of use here; with release=true gives it back to Twilio, for good',
  access: { tenant: 'numbers:write' },
  params: Id,
  query: z.strictObject({ release: z.enum(['true', 'false']).optional() }),
  data: z.object({ deleted: z.literal(true) }),
  message: 'Phone number removed',
})
