import { z } from 'zod'
import { E164, TimeOfDay, TimeZone } from '../schemas/primitives.ts'

/** Days as they are said, from Monday. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const Span = z.strictObject({ from: TimeOfDay, to: TimeOfDay })

/** When somebody is there. A day that is absent is closed; a span that ends before it begins goes past midnight. */
export const Hours = z.strictObject({
  timezone: TimeZone,
  days: z.partialRecord(z.enum(WEEKDAYS), z.array(Span).min(1).max(4)),
})

/** Whom a call is forwarded to: a telephone, or the browser of one of the tenant's people. */
const Person = z.union([z.strictObject({ number: E164 }), z.strictObject({ user_id: z.number().int().positive() })])

const VoiceMessage = z.strictObject({
  type: z.literal('voice_message'),
  voice_message_id: z.number().int().positive('must be chosen'),
})

const Voicemail = z.strictObject({
  type: z.literal('voicemail'),
  /** Said before the tone. */
  greeting: z.string().trim().min(1).max(1_000),
  max_seconds: z.number().int().min(5).max(600).default(120),
})

const HangUp = z.strictObject({
  type: z.literal('hang_up'),
  /** Said first. */
  message: z.string().trim().min(1).max(1_000),
})

const Fallback = z.discriminatedUnion('type', [VoiceMessage, Voicemail, HangUp])

const Forward = z.strictObject({
  type: z.literal('forward'),
  to: z.array(Person).min(1).max(10),
  strategy: z.enum(['simultaneous', 'in_turn']).default('simultaneous'),
  /** How long each is rung. */
  ring_seconds: z.number().int().min(5).max(120).default(20),
  /** What those who are called see: the caller, or the number that was called. */
  show: z.enum(['caller', 'called_number']).default('caller'),
  /** When nobody answers. */
  fallback: Fallback,
})

const Target = z.discriminatedUnion('type', [VoiceMessage, Forward, Voicemail, HangUp])

/** Where a number's calls go: always to `open`, or by the hours. */
export const VoiceRoutingSchema = z
  .strictObject({ hours: Hours.nullable().default(null), open: Target, closed: Target.nullable().default(null) })
  .refine(({ hours, closed }) => (hours === null) === (closed === null), {
    path: ['closed'],
    message: 'goes with hours: both or neither',
  })

/** What a number does with its texts, besides laying them into the inbox. */
export const SmsRoutingSchema = z.strictObject({
  keywords: z
    .array(
      z.strictObject({
        word: z
          .string()
          .trim()
          .min(1)
          .max(40)
          .transform((word) => word.toUpperCase()),
        reply: z.string().trim().min(1).max(1_600),
      }),
    )
    .max(20)
    .default([]),
  forward_to: z.array(E164).max(5).default([]),
})

export type Hours = z.output<typeof Hours>
export type VoiceTarget = z.output<typeof Target>
export type VoiceRouting = z.output<typeof VoiceRoutingSchema>
export type SmsRouting = z.output<typeof SmsRoutingSchema>
