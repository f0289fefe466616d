import { z } from 'zod'
import { FAILURE_KEY } from '../communication/failure-kinds.ts'
import { STATUSES } from '../communication/status.ts'
import { Cursor, Instant, Paging, Period, RowId } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'
import { Recording } from './recordings.ts'

export const Communication = z.object({
  id: z.number().int(),
  tenant_id: z.string(),
  network_type: z.enum(['call', 'sms']),
  direction: z.enum(['inbound', 'outbound']),
  to_number: z.string(),
  from_number: z.string(),
  message_content: z.string().nullable(),
  twilio_sid: z.string().nullable(),
  status: z.enum(STATUSES),
  outcome: z.enum(['success', 'failed', 'pending']),
  /** Twilio's own word. */
  provider_status: z.string().nullable(),
  error_code: z.number().int().nullable(),
  error_message: z.string().nullable(),
  xml_filename: z.string().nullable(),
  cost_amount: z.number().nullable(),
  cost_currency: z.string().nullable(),
  duration_seconds: z.number().int().nullable(),
  segments: z.number().int().nullable(),
  encoding: z.string().nullable(),
  voice_message_id: z.number().int().nullable(),
  /** What became of a call that came in; null while it lasts, and for everything else. */
  inbound_result: z.enum(['answered', 'missed', 'voicemail', 'message']).nullable(),
  retry_of: z.number().int().nullable(),
  is_test: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
  ended_at: Instant.nullable(),
})

/** A communication with the name of the template that it was made from, also of one removed since. */
export const HistoryItem = Communication.extend({ voice_message_name: z.string().nullable() })

const Id = z.object({ id: RowId })

const historyFilter = {
  network_type: z.enum(['call', 'sms']).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  status: z.enum(STATUSES).optional(),
  outcome: z.enum(['success', 'failed', 'pending']).optional(),
  /** Why it failed: a `key` of the dashboard's `attention`. */
  failure: z.string().regex(FAILURE_KEY, 'must be like twilio-30003 or busy').optional(),
  /** Either end; the number whole, or its last digits. */
  number: z
    .string()
    .regex(/^\+?\d{3,15}$/, 'must be a number or its last digits')
    .optional(),
  voice_message_id: RowId.optional(),
  /** Only what the person who asks began, or took in their browser; a key has nothing. */
  mine: z.stringbool().default(false),
  /** Only calls that came in and nobody took, with a message or without. */
  missed: z.stringbool().default(false),
  ...Period,
  /** Words of the text or of the error. */
  q: z.string().trim().min(1).max(200).optional(),
  include_test: z.stringbool().default(true),
}

export const listHistory = defineContract({
  id: 'communication.history',
  method: 'GET',
  path: '/api/communication/history',
  summary: 'The ledger, newest first, by page or by cursor',
  access: { tenant: 'communication:read' },
  query: z.strictObject({
    ...Paging,
    ...Cursor,
    ...historyFilter,
  }),
  data: HistoryItem,
  collection: 'communications',
  message: 'History retrieved successfully',
})

export const exportHistory = {
  ...defineContract({
    id: 'communication.history.export',
    method: 'GET',
    path: '/api/communication/history/export',
    summary: 'The ledger as CSV, newest first, with the filters of the list',
    access: { tenant: 'communication:read' },
    query: z.strictObject(historyFilter),
    data: z.string(),
    message: '',
  }),
  produces: 'text/csv',
} as const

export const getStatus = defineContract({
  id: 'communication.status',
  method: 'GET',
  path: '/api/communication/status/{sid}',
  summary: 'One communication by the SID of its message or call',
  access: { tenant: 'communication:read' },
  params: z.object({ sid: z.string().regex(/^(SM|MM|CA)[0-9a-f]{32}$/) }),
  data: Communication,
  message: 'Status retrieved successfully',
})

export const getTimeline = defineContract({
  id: 'communication.timeline',
  method: 'GET',
  path: '/api/communication/{id}/timeline',
  summary: 'Everything that happened to one communication, in order',
  access: { tenant: 'communication:read' },
  params: Id,
  data: z.object({
    communication: HistoryItem,
    /** What the call said; null for an SMS. */
    twiml: z.string().nullable(),
    recordings: z.array(Recording),
    events: z.array(
      z.object({
        id: z.number().int(),
        type: z.string(),
        source: z.enum(['caller', 'twilio', 'trunkline']),
        status: z.string().nullable(),
        applied: z.boolean(),
        details: z.record(z.string(), z.unknown()),
        /** What Twilio delivered, every field of it, while it is kept. */
        raw: z.record(z.string(), z.unknown()).nullable(),
        created_at: Instant,
      }),
    ),
  }),
  message: 'Timeline retrieved successfully',
})

export const cancelCommunication = defineContract({
  id: 'communication.cancel',
  method: 'POST',
  path: '/api/communication/{id}/cancel',
  summary: 'Stops a message that has not left, or a call that has not ended',
  access: { tenant: 'communication:send' },
  params: Id,
  body: z.strictObject({}),
  data: Communication,
  message: 'Canceled',
})

export const retryCommunication = defineContract({
  id: 'communication.retry',
  method: 'POST',
  path: '/api/communication/{id}/retry',
  summary: 'Sends one that failed again, as a new communication linked to it, through the gate',
  access: { tenant: 'communication:send' },
  params: Id,
  body: z.strictObject({}),
  data: Communication,
  message: 'Sent again',
  creates: true,
  idempotency: 'ledger',
})
