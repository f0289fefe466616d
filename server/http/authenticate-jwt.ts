import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { READ_PERMISSIONS } from '#shared/contracts/permissions'
import { TenantId } from '#shared/schemas/primitives'
import type { App } from '../context/app'
import type { Principal } from '../context/principal'
import { findUserBySubject } from '../domain/users/find-user'
import { permissionsOfUser } from '../domain/users/held-permissions'
import { TenantDb } from '../db/tenant-db'
import { AppError } from '../errors'
import type { Caller } from './authenticate'

const Claims = z.object({
  sub: z.string().min(1),
  email: z.string().optional(),
  app_metadata: z.object({ tenant_id: TenantId.optional() }).optional().catch(undefined),
  user_metadata: z.object({ tenant_id: TenantId.optional() }).optional().catch(undefined),
})

/** Asymmetric signatures only: with a JWKS configured, a token "signed" with a public key as HMAC secret must fail. */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']

/**
 * A Supabase access token. `app_metadata.tenant_id` is the server's word; `user_metadata` can be written by the user,
 * so it counts only together with a membership: an active user of that tenant whose `external_subject` is the `sub`.
 *
 * @throws AppError AUTH_INVALID, whatever is wrong with it
 */
export async function authenticateJwt(token: string, app: App): Promise<Caller> {
  const claims = Claims.safeParse(await verify(token, app))
  if (!claims.success) throw new AppError('AUTH_INVALID')
  const { sub, email, app_metadata: byServer, user_metadata: byUser } = claims.data
  const tenantId = byServer?.tenant_id ?? byUser?.tenant_id
  const found = tenantId ? await app.system.findTenant(tenantId) : undefined
  if (!tenantId || !found) throw new AppError('AUTH_INVALID')

  const user = await findUserBySubject(TenantDb.open(app.db, tenantId), sub)
  if (user && !user.isActive) throw new AppError('AUTH_INVALID')
  if (!user && !byServer?.tenant_id) throw new AppError('AUTH_INVALID')
  const permissions = user ? permissionsOfUser(user) : READ_PERMISSIONS
  const principal: Principal = {
    kind: 'user',
    tenantId,
    actorId: user ? String(user.id) : sub,
    actorName: user?.displayName ?? email ?? sub,
    permissions: new Set(permissions),
    isTest: false,
  }
  return { principal, ...found }
}

async function verify(token: string, app: App): Promise<JWTPayload> {
  const { jwt } = app.config
  if (!jwt) throw new AppError('AUTH_INVALID', 'Tokens are not accepted here; use an API key')
  const options = {
    audience: 'authenticated',
    currentDate: app.clock.now(),
    requiredClaims: ['exp', 'sub'],
    algorithms: jwt.kind === 'secret' ? ['HS256'] : ASYMMETRIC,
  }
  try {
    if (jwt.kind === 'secret') return (await jwtVerify(token, new TextEncoder().encode(jwt.secret), options)).payload
    return (await jwtVerify(token, keySet(jwt.url), options)).payload
  } catch (cause) {
    throw new AppError('AUTH_INVALID', undefined, null, { cause })
  }
}

const keySets = new Map<string, JWTVerifyGetKey>()

/** The set caches the keys and refetches them when an unknown one is named. */
function keySet(url: string): JWTVerifyGetKey {
  let known = keySets.get(url)
  if (!known) keySets.set(url, (known = createRemoteJWKSet(new URL(url))))
  return known
}
