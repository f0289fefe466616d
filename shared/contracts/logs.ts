import { z } from 'zod'
import { Cursor, Instant, Paging, Period } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

const errorFilter = {
  /** Part of the message, the details, the endpoint or the request's id. */
  q: z.string().trim().min(1).max(200).optional(),
  error_type: z.string().max(50).optional(),
  ...Period,
}

const auditFilter = {
  /** Part of who, what or which, or of what changed. */
  q: z.string().trim().min(1).max(200).optional(),
  /** An actor's id, or part of the name. */
  actor: z.string().trim().min(1).max(200).optional(),
  /** An operation's id, or the area that it begins with: `voice-messages`. */
  operation: z.string().max(100).optional(),
  entity: z.string().max(50).optional(),
  ...Period,
}

export const listErrors = defineContract({
  id: 'logs.errors',
  method: 'GET',
  path: '/api/logs/errors',
  summary: 'What failed, newest first',
  access: { tenant: 'logs:read' },
  query: z.strictObject({ ...Paging, ...Cursor, ...errorFilter }),
  data: z.object({
    id: z.number().int(),
    error_type: z.string(),
    error_message: z.string(),
    error_details: z.record(z.string(), z.unknown()).nullable(),
    endpoint: z.string().nullable(),
    user_agent: z.string().nullable(),
    ip_address: z.string().nullable(),
    request_id: z.string().nullable(),
    created_at: Instant,
  }),
  collection: 'errors',
  message: 'Errors retrieved successfully',
})

export const listAudit = defineContract({
  id: 'logs.audit',
  method: 'GET',
  path: '/api/logs/audit',
  summary: 'Who changed what, newest first',
  access: { tenant: 'logs:read' },
  query: z.strictObject({ ...Paging, ...Cursor, ...auditFilter }),
  data: z.object({
    id: z.number().int(),
    actor_type: z.string(),
    actor_id: z.string(),
    actor_name: z.string(),
    operation: z.string(),
    entity: z.string(),
    entity_id: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    request_id: z.string().nullable(),
    ip_address: z.string().nullable(),
    created_at: Instant,
  }),
  collection: 'audit',
  message: 'Audit trail retrieved successfully',
})

export const exportErrors = {
  ...defineContract({
    id: 'logs.errors.export',
    method: 'GET',
    path: '/api/logs/errors/export',
    summary: 'What failed as CSV, newest first, with the filters of the list',
    access: { tenant: 'logs:read' },
    query: z.strictObject(errorFilter),
    data: z.string(),
    message: '',
  }),
  produces: 'text/csv',
} as const

export const exportAudit = {
  ...defineContract({
    id: 'logs.audit.export',
    method: 'GET',
    path: '/api/logs/audit/export',
    summary: 'Who changed what as CSV, newest first, with the filters of the list',
    access: { tenant: 'logs:read' },
    query: z.strictObject(auditFilter),
    data: z.string(),
    message: '',
  }),
  produces: 'text/csv',
} as const
