import { getHeader, getQuery, setResponseHeader, setResponseStatus, type H3Event } from 'h3'
import type { EntryRefusal, PageEntry } from '#shared/page-entry'
import { TenantId } from '#shared/schemas/primitives'
import { useApp, type App } from '../context/app'
import { runWithLogContext } from '../context/log-context'
import { exchangeEmbed, exchangeKey } from '../domain/sessions/exchange'
import { ABSOLUTE_MS, type OpenedSession } from '../domain/sessions/open-session'
import { allowedOrigins } from '../domain/tenants/allowed-origins'
import { isOwnOrigin } from './check-origin'
import { clientAddress } from './client-address'
import { findApiKey } from './find-api-key'
import { allowFraming, allowTelephone } from './page-policy'
import { setSessionCookie } from './session-cookie'

declare module 'h3' {
  interface H3EventContext {
    entry?: PageEntry
    /** Whose pages may frame the one that is drawn, and exchange messages with it. */
    allowedOrigins?: string[]
  }
}

const FRAMES = ['iframe', 'frame', 'embed', 'object']

/**
 * What has to be done before a page of a tenant is drawn: who may frame it, and whether its address holds a key or an
 * embed token, which become a session here. A tenant that is not there is treated like one without origins.
 */
export async function enterPage(event: H3Event, tenantId: string): Promise<void> {
  const app = await useApp()
  const found = TenantId.safeParse(tenantId).success ? await app.system.findTenant(tenantId) : undefined
  const origins = allowedOrigins(app, found?.tenant.isActive ? found.settings : undefined)
  const entry = isForeignFrame(event, app, origins)
    ? refused('origin_not_allowed')
    : await exchangeCredential(event, app, tenantId)
  if (entry) event.context.entry = entry
  const reason = entry?.kind === 'refused' ? entry.reason : undefined
  // A host hears why its link opened nothing; where the tenant is not its own, not even whether there is one.
  event.context.allowedOrigins = reason === 'origin_not_allowed' || reason === 'wrong_tenant' ? [] : origins
  // A page that says no, and holds nothing of anybody's, may say so in any frame.
  allowFraming(event, reason === 'origin_not_allowed' ? ['*'] : ["'self'", ...origins])
  if (entry?.kind === 'refused') setResponseStatus(event, entry.status)
  else allowTelephone(event) // also where nobody is signed in yet: whoever signs in stays on this page
}

/** A browser that names neither a frame nor a referrer leaves it to `frame-ancestors`. */
function isForeignFrame(event: H3Event, app: App, origins: string[]): boolean {
  const referrer = getHeader(event, 'referer')
  if (!FRAMES.includes(getHeader(event, 'sec-fetch-dest') ?? '') || !referrer) return false
  if (isOwnOrigin(event, app, referrer)) return false
  return !URL.canParse(referrer) || !origins.includes(new URL(referrer).origin)
}

async function exchangeCredential(event: H3Event, app: App, tenantId: string): Promise<PageEntry | undefined> {
  const { apiKey, embed } = getQuery(event)
  if (apiKey === undefined && embed === undefined) return undefined
  if (event.node.req.method === 'HEAD') return undefined // whoever looks at a link must not use it up
  const requestId = app.ids.uuid()
  setResponseHeader(event, 'x-request-id', requestId)
  const request = {
    id: requestId,
    endpoint: 'GET /admin/{tenant_id}',
    ipAddress: clientAddress(event.node.req, app.config.trustProxy),
    userAgent: getHeader(event, 'user-agent')?.slice(0, 300) ?? null,
  }
  const opened = await runWithLogContext({ requestId }, async () => {
    const outcome =
      embed === undefined
        ? await exchangeKey({ app, request }, await findApiKey(String(apiKey), app), tenantId)
        : await exchangeEmbed({ app, request }, String(embed), { tenantId })
    if (typeof outcome === 'string') app.logger.info({ reason: outcome }, 'page_entry_refused')
    return outcome
  })
  return typeof opened === 'string' ? refused(opened) : signIn(event, opened)
}

function signIn(event: H3Event, { tenantId, token, session }: OpenedSession): PageEntry {
  setSessionCookie(event, tenantId, token, ABSOLUTE_MS / 1000)
  return { kind: 'exchange', token, sessionId: session.id }
}

function refused(reason: EntryRefusal): PageEntry {
  const isForbidden = reason === 'wrong_tenant' || reason === 'origin_not_allowed'
  return { kind: 'refused', reason, status: isForbidden ? 403 : 401 }
}
