import { TenantId } from '#shared/schemas/primitives'

/** Whose browser it is. */
interface ClientIdentity {
  tenantId: string
  userId: number
}

/**
 * The name by which Twilio knows a person's browser, such as `u12_acme_corp`: letters, digits and underscores are all that
 * it may hold. It names the tenant too, since tenants may share an account.
 */
export function clientIdentity(tenantId: string, userId: number): string {
  return `u${userId}_${tenantId.replaceAll('-', '_')}`
}

/**
 * Whose browser a name names; null for a name that we never gave. A tenant's id holds no underscore, so the way back is
 * unambiguous.
 *
 * @param name with or without the `client:` that Twilio puts before it
 */
export function readClientIdentity(name: string): ClientIdentity | null {
  const [, userId, tenant] = /^(?:client:)?u([1-9]\d{0,14})_([a-z0-9_]{1,50})$/.exec(name) ?? []
  if (!userId || !tenant) return null
  const tenantId = TenantId.safeParse(tenant.replaceAll('_', '-'))
  return tenantId.success ? { tenantId: tenantId.data, userId: Number(userId) } : null
}
