import { z } from 'zod'
import { Cursor, Instant, Paging } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

const query = z.strictObject({ ...Paging, ...Cursor })

export const listErrors = defineContract({
  id: 'logs.errors',
  method: 'GET',
  path: '/api/logs/errors',
  summary: 'What failed, newest first',
  access: { tenant: 'logs:read' },
  query,
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
  query,
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
