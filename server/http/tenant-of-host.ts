import { TenantId } from '#shared/schemas/primitives'

/**
 * The tenant that a host's name begins with: `acme` of `acme.example.com`. Only filled in at the sign-in, so nobody needs
 * to know whether there is one.
 *
 * @param host as the request names it, with or without a port
 * @param baseDomain what follows the tenant
 */
export function tenantOfHost(host: string | undefined, baseDomain: string | null): string | undefined {
  if (!host || !baseDomain) return undefined
  const name = host.toLowerCase().replace(/:\d+$/, '')
  if (!name.endsWith(`.${baseDomain}`)) return undefined
  const label = name.slice(0, -baseDomain.length - 1)
  return TenantId.safeParse(label).data
}
