import { z } from 'zod'
import { STATUSES } from '../communication/status.ts'
import { E164, RowId, TemplateVariables } from '../schemas/primitives.ts'
import { NOT_EMPTY } from '../schemas/words.ts'
import { defineContract } from './contract.ts'
import { Preview } from './voice-messages.ts'

/** Other names of `to` in the documents. */
export const TO_NAMES = ['to_number', 'phone_number'] as const
const MESSAGE_NAMES = ['message_content', 'body'] as const
const common = {
  to: E164,
  from_number: E164.optional(),
  variables: TemplateVariables.default({}),
  /** Refuse a template whose variables are not all given. */
  strict: z.boolean().default(false),
}

export const SmsSent = z.object({
  id: z.number().int(),
  message_sid: z.string().nullable(),
  status: z.enum(STATUSES),
  to: z.string(),
  from: z.string(),
  body: z.string(),
  segments: z.number().int(),
  encoding: z.string(),
})

export const sendSms = defineContract({
  id: 'communication.sms.send',
  method: 'POST',
  path: '/api/communication/sms/send',
  summary: 'Sends an SMS: a text with variables, or a template by id',
  access: { tenant: 'communication:send' },
  body: z
    .strictObject({
      ...common,
      message: z.string().min(1, NOT_EMPTY).max(65_536).optional(),
      voice_message_id: RowId.optional(),
    })
    .refine((body) => (body.message === undefined) !== (body.voice_message_id === undefined), {
      message: 'give exactly one of message and voice_message_id',
      path: ['message'],
    }),
  aliases: { to: TO_NAMES, message: MESSAGE_NAMES },
  data: SmsSent,
  message: 'SMS accepted',
  creates: true,
  idempotency: 'ledger',
})

export const previewSms = defineContract({
  id: 'communication.sms.preview',
  method: 'POST',
  path: '/api/communication/sms/preview',
  summary: 'What an SMS would say, in how many segments and at what price; the same bytes that a send would use',
  access: { tenant: 'communication:send' },
  body: z
    .strictObject({
      message: z.string().max(65_536).optional(),
      voice_message_id: RowId.optional(),
      variables: common.variables,
      strict: common.strict,
    })
    .refine((body) => (body.message === undefined) !== (body.voice_message_id === undefined), {
      message: 'give exactly one of message and voice_message_id',
      path: ['message'],
    }),
  aliases: { message: MESSAGE_NAMES },
  data: Preview,
  message: 'Preview rendered successfully',
})

export const CallPlaced = z.object({
  id: z.number().int(),
  call_sid: z.string().nullable(),
  status: z.enum(STATUSES),
  to: z.string(),
  from: z.string(),
  webhook_url: z.string(),
  voice_message_id: z.number().int(),
})

export const sendVoice = defineContract({
  id: 'communication.voice.send',
  method: 'POST',
  path: '/api/communication/voice/send',
  summary: 'Places a call that says a template',
  access: { tenant: 'communication:send' },
  body: z.strictObject({
    ...common,
    voice_message_id: RowId,
    /** Whether the call is recorded; absent: as the tenant's `auto_record_calls` says. */
    record: z.boolean().optional(),
  }),
  aliases: { to: TO_NAMES },
  data: CallPlaced,
  message: 'Call accepted',
  creates: true,
  idempotency: 'ledger',
})
