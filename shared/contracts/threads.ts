import { z } from 'zod'
import { STATUSES } from '../communication/status.ts'
import { Cursor, Instant, Paging } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

/** Whatever a text can come from: short codes and names are no E.164 numbers. */
const PeerNumber = z.string().regex(/^[A-Za-z0-9+&_ .:@-]{1,100}$/, 'must be a number, or a sender’s name')
const ByNumber = z.object({ number: PeerNumber })

const Text = z.object({
  id: z.number().int(),
  direction: z.enum(['inbound', 'outbound']),
  /** The tenant's own number that it went through. */
  own_number: z.string(),
  body: z.string().nullable(),
  status: z.enum(STATUSES),
  error_message: z.string().nullable(),
  created_at: Instant,
})

export const listThreads = defineContract({
  id: 'threads.list',
  method: 'GET',
  path: '/api/threads',
  summary: 'Text conversations by the number at the other end, the latest first',
  access: { tenant: 'communication:read' },
  query: z.strictObject({
    ...Paging,
    ...Cursor,
    /** Digits of the number, from any place of it, or words of its texts; the last one may be begun. */
    search: z.string().trim().min(1).max(200).optional(),
    /** The thread with this number alone: none, where there are no texts with it. */
    number: PeerNumber.optional(),
    unread: z.enum(['true', 'false']).optional(),
  }),
  data: z.object({
    number: z.string(),
    last: Text,
    unread: z.number().int(),
    opted_out: z.boolean(),
  }),
  collection: 'threads',
  message: 'Threads retrieved successfully',
})

export const getThread = defineContract({
  id: 'threads.get',
  method: 'GET',
  path: '/api/threads/{number}',
  summary: 'What was sent to a number and received from it, newest first',
  access: { tenant: 'communication:read' },
  params: ByNumber,
  query: z.strictObject({ ...Paging, ...Cursor }),
  data: Text,
  collection: 'messages',
  message: 'Thread retrieved successfully',
})

export const readThread = defineContract({
  id: 'threads.read',
  method: 'POST',
  path: '/api/threads/{number}/read',
  summary: 'Marks everything received from a number as read',
  access: { tenant: 'communication:read' },
  params: ByNumber,
  body: z.strictObject({}),
  data: z.object({ read: z.number().int() }),
  message: 'Thread marked as read',
})

export const getUnread = defineContract({
  id: 'unread.get',
  method: 'GET',
  path: '/api/unread',
  summary: 'How many texts nobody has read and how many missed calls nobody has seen',
  access: { tenant: 'communication:read' },
  data: z.object({ texts: z.number().int(), missed_calls: z.number().int() }),
  message: 'Unread retrieved successfully',
})

export const seeMissedCalls = defineContract({
  id: 'missed-calls.see',
  method: 'POST',
  path: '/api/missed-calls/seen',
  summary: 'Marks the missed calls as seen',
  access: { tenant: 'communication:read' },
  body: z.strictObject({}),
  data: z.object({ seen: z.number().int() }),
  message: 'Missed calls marked as seen',
})
