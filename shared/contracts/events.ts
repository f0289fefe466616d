import { z } from 'zod'
import { STATUSES } from '../communication/status.ts'
import { Instant } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

/** A communication began, or something happened to it; of several things at once only the last is told. */
export const CommunicationNews = z.object({
  id: z.number().int(),
  change: z.enum(['created', 'updated']),
  network_type: z.enum(['call', 'sms']),
  direction: z.enum(['inbound', 'outbound']),
  status: z.enum(STATUSES),
  outcome: z.enum(['success', 'failed', 'pending']),
  is_test: z.boolean(),
  updated_at: Instant,
})

/** The error log has a new row. Not called `error`: a browser's EventSource says that of a lost connection. */
export const FailureNews = z.object({ id: z.number().int(), error_type: z.string(), created_at: Instant })

/** The audit log has a new row. */
export const AuditNews = z.object({
  id: z.number().int(),
  operation: z.string(),
  entity: z.string(),
  entity_id: z.string(),
  created_at: Instant,
})

/**
 * What may come, by name. `ready` comes first. `reset` comes instead when what was missed cannot be told any more, and
 * everything has to be asked anew. Each bears an id to go on from; `failure` and `audit` go to those with `logs:read`.
 */
export const NEWS = {
  ready: z.object({}),
  reset: z.object({}),
  communication: CommunicationNews,
  failure: FailureNews,
  audit: AuditNews,
} as const

export const streamEvents = {
  ...defineContract({
    id: 'events.stream',
    method: 'GET',
    path: '/api/events',
    summary: 'What happens, as it happens: ready, reset, communication, failure, audit as server-sent events',
    access: { tenant: 'communication:read' },
    query: z.strictObject({
      /** Goes on after this event; the header `Last-Event-ID` wins. */
      last_event_id: z.string().max(100).optional(),
    }),
    data: z.string(),
    message: '',
  }),
  produces: 'text/event-stream',
} as const
