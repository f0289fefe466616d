import { getHeader, getQuery, type H3Event } from 'h3'
import { PERMISSIONS, type Permission } from '#shared/contracts/permissions'
import type { App } from '../context/app'
import type { Principal } from '../context/principal'
import { hashKey } from '../crypto/hash-key'
import type { ApiKeyRow, SettingsRow, TenantRow } from '../db/system-db'
import { AppError } from '../errors'
import { authenticateJwt } from './authenticate-jwt'

export interface Caller {
  principal: Principal
  tenant: TenantRow
  settings: SettingsRow
}

/** `^[A-Za-z0-9_-]{20,200}$`, and the shorter documented sample keys: nothing else can be a key. */
const KEY_FORM = /^[A-Za-z0-9_-]{1,200}$/

/**
 * Finds out who calls: `Authorization: Bearer`, then `X-API-Key`, then `?apiKey=` on GET. A Bearer with three parts
 * between dots is a JWT, anything else a key.
 *
 * @throws AppError AUTH_REQUIRED, AUTH_INVALID; TENANT_ACCESS_DENIED when `X-Tenant-ID` names somebody else
 */
export async function authenticate(event: H3Event, app: App): Promise<Caller> {
  const credential = credentialOf(event)
  if (!credential) {
    throw new AppError('AUTH_REQUIRED', 'Give an API key: Authorization: Bearer, X-API-Key, or ?apiKey= on GET')
  }
  const isJwt = credential.split('.').length === 3
  const caller = isJwt ? await authenticateJwt(credential, app) : await authenticateKey(credential, app)
  if (!caller.tenant.isActive) throw new AppError('AUTH_INVALID')
  const claimed = getHeader(event, 'x-tenant-id')
  if (claimed !== undefined && claimed !== caller.tenant.id) throw new AppError('TENANT_ACCESS_DENIED')
  return caller
}

function credentialOf(event: H3Event): string | undefined {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(getHeader(event, 'authorization') ?? '')?.[1]
  if (bearer) return bearer
  const header = getHeader(event, 'x-api-key')?.trim()
  if (header) return header
  const query = event.method === 'GET' ? getQuery(event).apiKey : undefined
  return typeof query === 'string' && query !== '' ? query : undefined
}

async function authenticateKey(key: string, app: App): Promise<Caller> {
  if (!KEY_FORM.test(key)) throw new AppError('AUTH_INVALID')
  const found = await findKey(key, app)
  if (!found) throw new AppError('AUTH_INVALID')
  app.keyUse.used(found.tenant.id, found.key.id)
  return { principal: principalOfKey(found.key), tenant: found.tenant, settings: found.settings }
}

/** The newest secret first: all keys but the old ones are hashed with it. */
async function findKey(key: string, app: App) {
  const now = app.clock.now().toISOString()
  for (const secret of app.config.apiKeySecrets) {
    const found = await app.system.findByKeyHash(hashKey(key, secret), now)
    if (found) return found
  }
  return undefined
}

function principalOfKey(key: ApiKeyRow): Principal {
  const known = new Set<string>(PERMISSIONS)
  return {
    kind: 'api_key',
    tenantId: key.tenantId,
    actorId: key.id,
    actorName: `${key.name} (…${key.lastFour})`,
    permissions: new Set(key.permissions.filter((permission) => known.has(permission)) as Permission[]),
    isTest: key.mode === 'test',
  }
}
