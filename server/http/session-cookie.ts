import { parseCookies, type H3Event } from 'h3'

/**
 * Each tenant has a cookie of its own, since the frames of two can stand side by side in one page. Partitioned, because
 * nothing else comes back inside another site's frame (CHIPS); hence `SameSite=None` and `Secure`.
 */
const nameOf = (tenantId: string) => `trunkline_session_${tenantId}`
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=None; Secure; Partitioned'

/** @param maxAgeSeconds how long the browser keeps it; the server decides by itself how long it counts */
export function setSessionCookie(event: H3Event, tenantId: string, token: string, maxAgeSeconds: number): void {
  append(event, `${nameOf(tenantId)}=${token}; Max-Age=${maxAgeSeconds}; ${ATTRIBUTES}`)
}

export function clearSessionCookie(event: H3Event, tenantId: string): void {
  append(event, `${nameOf(tenantId)}=; Max-Age=0; ${ATTRIBUTES}`)
}

export function readSessionCookie(event: H3Event, tenantId: string): string | undefined {
  return parseCookies(event)[nameOf(tenantId)] || undefined
}

function append(event: H3Event, cookie: string): void {
  event.node.res.appendHeader('set-cookie', cookie)
}
