import { z } from 'zod'
import { Instant, Paging, RowId, TemplateVariables } from '../schemas/primitives.ts'
import { NOT_EMPTY } from '../schemas/words.ts'
import { defineContract } from './contract.ts'

export const VOICE_GENDERS = ['alice', 'bob', 'woman', 'man'] as const
export const VOICE_RATES = ['slow', 'medium', 'fast'] as const
/** The longest template: far over what one call says, far under what a page can edit. */
const MAX_TEXT = 16_000

const Name = z.string().trim().min(1, NOT_EMPTY).max(100)
const VoiceText = z
  .string()
  .min(1, NOT_EMPTY)
  .max(MAX_TEXT)
  .refine((text) => text.trim() !== '', NOT_EMPTY)
const VoiceSettings = z.strictObject({ voice: z.string().max(100).optional(), language: z.string().max(20).optional() })

const writable = {
  name: Name,
  voice_text: VoiceText,
  voice_gender: z.enum(VOICE_GENDERS),
  /** Years; kept, without effect: no voice takes an age. */
  voice_age: z.number().int().min(1).max(100),
  voice_rate: z.enum(VOICE_RATES),
  tropo_voice: z.string().max(100).nullable(),
  /** `sms` makes it a template of `/api/communication/sms/send`. */
  voice_type: z.string().trim().min(1).max(50),
  voice_settings: VoiceSettings.nullable(),
}

/** What a new template is, where nothing else is said. */
const defaults = {
  voice_gender: writable.voice_gender.default('alice'),
  voice_age: writable.voice_age.default(25),
  voice_rate: writable.voice_rate.default('medium'),
  voice_type: writable.voice_type.default('message'),
}

/** Fields as an editor has them: not whole yet. What keeps them from being saved is in the preview's `problems`. */
const draft = z
  .strictObject({
    ...writable,
    name: z.string().max(100),
    voice_text: z.string().max(MAX_TEXT),
  })
  .partial()

/** `start` and `end` are UTF-16 indices into the template, where a remark has a place in it. */
const Remark = z.object({
  code: z.string(),
  message: z.string(),
  start: z.number().int().optional(),
  end: z.number().int().optional(),
  /** The variable that it is about. */
  variable: z.string().optional(),
  /** Of a problem: the field that it is in. */
  field: z.string().optional(),
})

export const VoiceMessage = z.object({
  id: z.number().int(),
  tenant_id: z.string(),
  ...writable,
  voice_settings: z.record(z.string(), z.unknown()).nullable(),
  variables: z.array(z.string()),
  is_active: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})

const Id = z.object({ id: RowId })

export const listVoiceMessages = defineContract({
  id: 'voice-messages.list',
  method: 'GET',
  path: '/api/voice-messages',
  summary: 'Voice messages, newest first',
  access: { tenant: 'messages:read' },
  query: z.strictObject({
    ...Paging,
    search: z.string().max(200).optional(),
    voice_type: z.string().max(50).optional(),
    /** How it goes out: as `sms` those of the type `sms`, as `call` all others. */
    network_type: z.enum(['call', 'sms']).optional(),
  }),
  data: VoiceMessage,
  collection: 'voice_messages',
  message: 'Voice messages retrieved successfully',
})

export const listVoiceTypes = defineContract({
  id: 'voice-messages.types',
  method: 'GET',
  path: '/api/voice-messages/types',
  summary: 'The types of the templates that there are, by name, and how many have each',
  access: { tenant: 'messages:read' },
  data: z.object({ types: z.array(z.object({ voice_type: z.string(), count: z.number().int() })) }),
  message: 'Types retrieved successfully',
})

export const createVoiceMessage = defineContract({
  id: 'voice-messages.create',
  method: 'POST',
  path: '/api/voice-messages',
  summary: 'Creates a template',
  access: { tenant: 'messages:write' },
  body: z.strictObject({
    ...writable,
    ...defaults,
    tropo_voice: writable.tropo_voice.optional(),
    voice_settings: writable.voice_settings.optional(),
  }),
  data: VoiceMessage,
  message: 'Voice message created successfully',
  creates: true,
  idempotency: 'transaction',
})

export const getVoiceMessage = defineContract({
  id: 'voice-messages.get',
  method: 'GET',
  path: '/api/voice-messages/{id}',
  summary: 'One template',
  access: { tenant: 'messages:read' },
  params: Id,
  data: VoiceMessage,
  message: 'Voice message retrieved successfully',
})

export const updateVoiceMessage = defineContract({
  id: 'voice-messages.update',
  method: 'PUT',
  path: '/api/voice-messages/{id}',
  summary: 'Changes the fields given; with the `updated_at` that was read, only while nobody else has changed it since',
  access: { tenant: 'messages:write' },
  params: Id,
  body: z.strictObject(writable).partial(),
  readOnly: ['id', 'tenant_id', 'variables', 'is_active', 'created_at', 'updated_at'],
  data: VoiceMessage,
  message: 'Voice message updated successfully',
})

export const removeVoiceMessage = defineContract({
  id: 'voice-messages.remove',
  method: 'DELETE',
  path: '/api/voice-messages/{id}',
  summary: 'Removes a template; what was sent with it stays in the history',
  access: { tenant: 'messages:write' },
  params: Id,
  data: z.object({ deleted: z.literal(true) }),
  message: 'Voice message deleted successfully',
})

export const restoreVoiceMessage = defineContract({
  id: 'voice-messages.restore',
  method: 'POST',
  path: '/api/voice-messages/{id}/restore',
  summary: 'Brings a removed template back as it was; one that was not removed stays as it is',
  access: { tenant: 'messages:write' },
  params: Id,
  body: z.strictObject({}),
  data: VoiceMessage,
  message: 'Voice message restored successfully',
})

export const duplicateVoiceMessage = defineContract({
  id: 'voice-messages.duplicate',
  method: 'POST',
  path: '/api/voice-messages/{id}/duplicate',
  summary: 'Copies a template as "Copy of …"',
  access: { tenant: 'messages:write' },
  params: Id,
  body: z.strictObject({}),
  data: VoiceMessage,
  message: 'Voice message duplicated successfully',
  creates: true,
  idempotency: 'transaction',
})

const Heard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('say'), text: z.string(), voice: z.string(), language: z.string() }),
  z.object({ kind: z.literal('play'), file: z.string(), url: z.string() }),
])

const SmsEncoding = z.object({
  encoding: z.enum(['GSM-7', 'UCS-2']),
  segments: z.number().int(),
  characters: z.number().int(),
  units: z.number().int(),
  /** The characters that force UCS-2, with their places in the body. */
  forcing: z.array(z.object({ character: z.string(), index: z.number().int() })),
})

export const Preview = z.object({
  kind: z.enum(['voice', 'sms']),
  /** What a person reads: the text, SSML types formatted. */
  text: z.string(),
  /** Exactly what Twilio would fetch; null for an SMS template. */
  twiml: z.string().nullable(),
  /** Exactly what an SMS would say; null for a call. */
  body: z.string().nullable(),
  /** What is heard, in order. */
  heard: z.array(Heard),
  sms: SmsEncoding.nullable(),
  /** The template's variables, in the order of their first use. */
  variables: z.array(z.string()),
  missing: z.array(z.string()),
  unused: z.array(z.string()),
  /** What keeps the template from being saved. */
  problems: z.array(Remark),
  /** What keeps this rendering from being sent. */
  problem: z.object({ code: z.string(), message: z.string(), limit: z.number(), actual: z.number() }).nullable(),
  warnings: z.array(Remark),
  /** Expected; `seconds` is the talking time that the estimate assumes, absent for an SMS. */
  cost: z.object({ amount: z.number(), currency: z.string(), seconds: z.number().optional() }).nullable(),
})

const how = {
  variables: TemplateVariables.default({}),
  /** Refuse a template whose variables are not all given. */
  strict: z.boolean().default(false),
}

export const previewVoiceMessage = defineContract({
  id: 'voice-messages.preview',
  method: 'POST',
  path: '/api/voice-messages/{id}/preview',
  summary: 'Renders a template without sending it; the same bytes that a send with the same variables uses',
  access: { tenant: 'messages:read' },
  params: Id,
  body: z.strictObject({
    ...how,
    /** Fields of an edit that is not saved yet, rendered instead of the stored ones. */
    draft: draft.optional(),
  }),
  data: Preview,
  message: 'Preview rendered successfully',
})

export const previewDraft = defineContract({
  id: 'voice-messages.preview-draft',
  method: 'POST',
  path: '/api/voice-messages/preview',
  summary: 'Renders a template that is not saved, as it would be sent once it is; absent fields are as in a new one',
  access: { tenant: 'messages:read' },
  body: draft.extend({ ...defaults, voice_text: z.string().max(MAX_TEXT), ...how }),
  data: Preview,
  message: 'Preview rendered successfully',
})
