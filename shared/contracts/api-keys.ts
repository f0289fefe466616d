import { z } from 'zod'
import { GivenInstant, Instant, Paging } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'
import { PERMISSIONS } from './permissions.ts'

const Id = z.object({ id: z.uuid() })

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  key_prefix: z.string(),
  last_four: z.string(),
  mode: z.enum(['live', 'test']),
  permissions: z.array(z.string()),
  expires_at: Instant.nullable(),
  revoked_at: Instant.nullable(),
  last_used_at: Instant.nullable(),
  created_at: Instant,
})

/** The only answer that ever holds the key itself. */
const NewApiKey = ApiKey.extend({ api_key: z.string() })

export const listApiKeys = defineContract({
  id: 'api-keys.list',
  method: 'GET',
  path: '/api/tenant/api-keys',
  summary: 'The tenant’s keys, without the keys themselves',
  access: { tenant: 'keys:read' },
  query: z.strictObject({ ...Paging }),
  data: ApiKey,
  collection: 'api_keys',
  message: 'API keys retrieved successfully',
})

export const createApiKey = defineContract({
  id: 'api-keys.create',
  method: 'POST',
  path: '/api/tenant/api-keys',
  summary: 'Makes a key and shows it, once; a key cannot give more than it has',
  access: { tenant: 'keys:write' },
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    mode: z.enum(['live', 'test']).default('live'),
    permissions: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length).optional(),
    expires_at: GivenInstant.nullable().optional(),
  }),
  data: NewApiKey,
  message: 'API key created: it is shown this once',
  creates: true,
  idempotency: 'transaction',
  secret: true,
})

export const rotateApiKey = defineContract({
  id: 'api-keys.rotate',
  method: 'POST',
  path: '/api/tenant/api-keys/{id}/rotate',
  summary: 'Makes a successor with the same rights; the old key goes on for a while',
  access: { tenant: 'keys:write' },
  params: Id,
  body: z.strictObject({
    /** Hours that the old key still works, 0 to 720. */
    overlap_hours: z.number().min(0).max(720).default(24),
  }),
  data: NewApiKey,
  message: 'API key rotated: the new one is shown this once',
  creates: true,
  idempotency: 'transaction',
  secret: true,
})

export const revokeApiKey = defineContract({
  id: 'api-keys.revoke',
  method: 'DELETE',
  path: '/api/tenant/api-keys/{id}',
  summary: 'Ends a key at once',
  access: { tenant: 'keys:write' },
  params: Id,
  data: z.object({ deleted: z.literal(true) }),
  message: 'API key revoked',
})
