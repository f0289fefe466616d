import { z } from 'zod'
import { Instant, Paging, RowId } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

const Id = z.object({ id: z.uuid() })

export const SessionRecord = z.object({
  id: z.string(),
  kind: z.enum(['password', 'passkey', 'api_key', 'embed']),
  user: z.object({ id: z.number().int(), display_name: z.string() }).nullable(),
  /** The key that opened it, and that it ends with. */
  api_key: z.object({ id: z.string(), name: z.string() }).nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: Instant,
  /** To a minute. */
  last_seen_at: Instant,
  expires_at: Instant,
  revoked_at: Instant.nullable(),
  /** The caller's own. */
  is_current: z.boolean(),
})

export const listSessions = defineContract({
  id: 'sessions.list',
  method: 'GET',
  path: '/api/sessions',
  summary: 'Who is signed in, the last seen first',
  access: { tenant: 'users:read' },
  query: z.strictObject({
    ...Paging,
    user_id: RowId.optional(),
    /** Those that ended in the last 30 days too. */
    include_ended: z.stringbool().default(false),
  }),
  data: SessionRecord,
  collection: 'sessions',
  message: 'Sessions retrieved successfully',
})

export const revokeSession = defineContract({
  id: 'sessions.revoke',
  method: 'DELETE',
  path: '/api/sessions/{id}',
  summary: 'Signs a browser out, for its very next request',
  access: { tenant: 'users:write' },
  params: Id,
  data: z.object({ deleted: z.literal(true) }),
  message: 'Session ended',
})

export const listOwnSessions = defineContract({
  id: 'auth.sessions.list',
  method: 'GET',
  path: '/api/auth/sessions',
  summary: 'Where the caller is signed in, the last seen first',
  access: { tenant: 'any' },
  query: z.strictObject({ ...Paging }),
  data: SessionRecord,
  collection: 'sessions',
  message: 'Sessions retrieved successfully',
})

export const revokeOwnSession = defineContract({
  id: 'auth.sessions.revoke',
  method: 'DELETE',
  path: '/api/auth/sessions/{id}',
  summary: 'Ends one of the caller’s own sessions',
  access: { tenant: 'any' },
  params: Id,
  data: z.object({ deleted: z.literal(true) }),
  message: 'Session ended',
})

export const revokeOtherSessions = defineContract({
  id: 'auth.sessions.revoke-others',
  method: 'POST',
  path: '/api/auth/sessions/revoke-others',
  summary: 'Ends all of the caller’s sessions but the one that asks',
  access: { tenant: 'any' },
  body: z.strictObject({}),
  data: z.object({ revoked: z.number().int() }),
  message: 'The other sessions have ended',
})
