import { z } from 'zod'
import { E164, Instant, Paging } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

/** Rows of one import; a larger list is split by the caller. */
export const MAX_CSV_ROWS = 10_000

const OptOut = z.object({
  id: z.number().int(),
  phone_number: z.string(),
  source: z.enum(['api', 'csv', 'keyword', 'twilio']),
  reason: z.string().nullable(),
  created_at: Instant,
})

export const listOptOuts = defineContract({
  id: 'opt-outs.list',
  method: 'GET',
  path: '/api/opt-outs',
  summary: 'Numbers that must not be called or written to',
  access: { tenant: 'contacts:read' },
  query: z.strictObject({ ...Paging, number: z.string().max(20).optional() }),
  data: OptOut,
  collection: 'opt_outs',
  message: 'Opt-outs retrieved successfully',
})

const RowProblem = z.object({ row: z.number().int(), value: z.string(), issue: z.string() })

export const addOptOuts = defineContract({
  id: 'opt-outs.add',
  method: 'POST',
  path: '/api/opt-outs',
  summary: 'Adds one number as JSON, or many as text/csv with a column phone_number and perhaps reason',
  access: { tenant: 'contacts:write' },
  body: z.strictObject({ phone_number: E164, reason: z.string().max(500).optional() }),
  aliases: { phone_number: ['to', 'to_number'] },
  acceptsText: 'text/csv',
  data: z.object({ added: z.number().int(), already: z.number().int(), problems: z.array(RowProblem) }),
  message: 'Opt-outs added',
  creates: true,
  idempotency: 'transaction',
})

export const removeOptOut = defineContract({
  id: 'opt-outs.remove',
  method: 'DELETE',
  path: '/api/opt-outs',
  summary: 'Lets a number be contacted again, at its own request',
  access: { tenant: 'contacts:write' },
  query: z.strictObject({ phone_number: E164 }),
  data: z.object({ deleted: z.literal(true) }),
  message: 'Opt-out removed',
})

export const exportOptOuts = {
  ...defineContract({
    id: 'opt-outs.export',
    method: 'GET',
    path: '/api/opt-outs/export',
    summary: 'All of them as CSV, in the form that adding takes',
    access: { tenant: 'contacts:read' },
    data: z.string(),
    message: '',
  }),
  produces: 'text/csv',
} as const
