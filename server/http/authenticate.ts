import { getHeader, getQuery, type H3Event } from 'h3'
import type { App } from '../context/app'
import type { Principal } from '../context/principal'
import type { CallerSession } from '../context/tenant-context'
import type { SettingsRow, TenantRow } from '../db/system-db'
import { actsAs, principalOfKey } from '../domain/sessions/principals'
import { AppError } from '../errors'
import { authenticateJwt } from './authenticate-jwt'
import { authenticateSession, authenticateTicket, isSessionToken } from './authenticate-session'
import { refuseForeignOrigin } from './check-origin'
import { findApiKey } from './find-api-key'
import { readSessionCookie } from './session-cookie'

export interface Caller {
  principal: Principal
  tenant: TenantRow
  settings: SettingsRow
  session?: CallerSession
}

/**
 * Finds out who calls: `Authorization: Bearer`, then `X-API-Key`, then `?apiKey=` and `?ticket=` on GET, then the
 * session cookie of the tenant that `X-Tenant-ID` names, as whoever `X-Acts-As` names if it does. A Bearer is a
 * session's token by its form, a JWT by its three parts between dots, anything else a key.
 *
 * @throws AppError AUTH_REQUIRED; AUTH_INVALID, with `reason` for a cookie of somebody else; TENANT_ACCESS_DENIED when
 *   `X-Tenant-ID` names somebody else; ORIGIN_NOT_ALLOWED for a change by cookie that another site's page asks for
 */
export async function authenticate(event: H3Event, app: App): Promise<Caller> {
  const caller = await findCaller(event, app)
  if (!caller.tenant.isActive) throw new AppError('AUTH_INVALID')
  const claimed = getHeader(event, 'x-tenant-id')
  if (claimed !== undefined && claimed !== caller.tenant.id) throw new AppError('TENANT_ACCESS_DENIED')
  return caller
}

async function findCaller(event: H3Event, app: App): Promise<Caller> {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(getHeader(event, 'authorization') ?? '')?.[1]
  if (bearer && isSessionToken(bearer)) return authenticateSession(bearer, app)
  const credential = bearer ?? (getHeader(event, 'x-api-key')?.trim() || queryOf(event, 'apiKey'))
  if (credential) {
    return credential.split('.').length === 3 ? authenticateJwt(credential, app) : authenticateKey(credential, app)
  }
  const ticket = queryOf(event, 'ticket')
  if (ticket) {
    const isLooking = event.node.req.method === 'HEAD' // the event says GET: middleware/head.ts
    return authenticateTicket(ticket, event.path.split('?')[0]!, app, isLooking)
  }
  const tenantId = getHeader(event, 'x-tenant-id')
  const cookie = tenantId === undefined ? undefined : readSessionCookie(event, tenantId)
  if (!cookie) {
    throw new AppError('AUTH_REQUIRED', 'Give an API key: Authorization: Bearer, X-API-Key, or ?apiKey= on GET')
  }
  if (event.method !== 'GET') refuseForeignOrigin(event, app)
  const caller = await authenticateSession(cookie, app)
  refuseOtherPerson(event, caller)
  return caller
}

/** Browsers share a cookie among all pages: one that still shows who signed in before must not act as who did after. */
function refuseOtherPerson(event: H3Event, { session }: Caller): void {
  const shown = getHeader(event, 'x-acts-as')
  if (shown === undefined || (session && shown === actsAs(session))) return
  throw new AppError('AUTH_INVALID', 'Somebody else has signed in in this browser', { reason: 'other_person' })
}

function queryOf(event: H3Event, name: string): string | undefined {
  const value = event.method === 'GET' ? getQuery(event)[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

async function authenticateKey(key: string, app: App): Promise<Caller> {
  const found = await findApiKey(key, app)
  if (!found) throw new AppError('AUTH_INVALID')
  return { principal: principalOfKey(found.key), tenant: found.tenant, settings: found.settings }
}
