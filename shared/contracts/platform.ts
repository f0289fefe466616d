import { z } from 'zod'
import { E164, Instant, Paging, TenantId } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'
import { AccountSid, AuthToken, SettingsChanges } from './tenant.ts'

const PlatformTenant = z.object({
  id: z.string(),
  name: z.string(),
  from_number: z.string().nullable(),
  plan: z.string(),
  status: z.enum(['active', 'suspended']),
  is_active: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})

const Id = z.object({ id: TenantId })

export const listTenants = defineContract({
  id: 'platform.tenants.list',
  method: 'GET',
  path: '/api/platform/tenants',
  summary: 'Every tenant, by id',
  access: 'platform',
  query: z.strictObject({ ...Paging }),
  data: PlatformTenant,
  collection: 'tenants',
  message: 'Tenants retrieved successfully',
})

export const createTenant = defineContract({
  id: 'platform.tenants.create',
  method: 'POST',
  path: '/api/platform/tenants',
  summary: 'Makes a tenant and its first API key, which is shown this once',
  access: 'platform',
  body: z.strictObject({
    id: TenantId,
    name: z.string().trim().min(1).max(100),
    from_number: E164.nullable().optional(),
    twilio: z.strictObject({ account_sid: AccountSid, auth_token: AuthToken }).optional(),
    /** Makes the tenant's own account at Twilio, under the platform's; instead of `twilio`. */
    create_subaccount: z.boolean().optional(),
    settings: SettingsChanges.optional(),
    /** For migrations: a key that programs have compiled in. */
    api_key: z
      .string()
      .regex(/^[A-Za-z0-9_-]{20,200}$/, 'must be 20 to 200 of A-Z, a-z, 0-9, _ and -')
      .optional(),
  }),
  data: PlatformTenant.extend({ api_key: z.string() }),
  message: 'Tenant created: its API key is shown this once',
  creates: true,
})

export const getTenant = defineContract({
  id: 'platform.tenants.get',
  method: 'GET',
  path: '/api/platform/tenants/{id}',
  summary: 'One tenant',
  access: 'platform',
  params: Id,
  data: PlatformTenant,
  message: 'Tenant retrieved successfully',
})

export const suspendTenant = defineContract({
  id: 'platform.tenants.suspend',
  method: 'POST',
  path: '/api/platform/tenants/{id}/suspend',
  summary: 'Refuses the tenant’s callers from now on; calls under way are still followed',
  access: 'platform',
  params: Id,
  body: z.strictObject({}),
  data: PlatformTenant,
  message: 'Tenant suspended',
})

export const activateTenant = defineContract({
  id: 'platform.tenants.activate',
  method: 'POST',
  path: '/api/platform/tenants/{id}/activate',
  summary: 'Lets a suspended tenant’s callers in again',
  access: 'platform',
  params: Id,
  body: z.strictObject({}),
  data: PlatformTenant,
  message: 'Tenant activated',
})
