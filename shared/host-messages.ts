/**
 * What pages in a frame and the application around them say to each other; `docs/embedding.md` is for whoever writes
 * the other side. Small on purpose: it is part of what a framed page loads.
 */

/** From a page to its host, in `{ source: 'trunkline', version: 1, … }`. */
export type PageMessage =
  /** The page shows somebody's data and listens: after a load, a sign-in, a renewal. */
  | { type: 'ready'; tenant_id: string; path: string }
  /** The content's size in CSS pixels: what a frame would need to show all of it. */
  | { type: 'resize'; width: number; height: number }
  | { type: 'navigate'; path: string; title: string }
  /** Somebody sent something from these pages. */
  | { type: 'sent'; id: number; network_type: 'call' | 'sms'; to: string; status: string }
  /** How many texts nobody has read, and how many missed calls nobody has seen. */
  | { type: 'unread'; texts: number; missed_calls: number }
  /** Nobody is signed in. `expired`, `signed_out`, or why a token opened nothing. */
  | { type: 'session-expired'; reason: string }

/** From the host to a page, in `{ target: 'trunkline', version: 1, … }`. */
export type HostMessage =
  | { type: 'theme'; mode: 'light' | 'dark' | 'system' }
  | { type: 'navigate'; path: string }
  | { type: 'renew'; embed: string }

const VERSION = 1
const MODES = ['light', 'dark', 'system']

export function envelope(message: PageMessage): Record<string, unknown> {
  return { source: 'trunkline', version: VERSION, ...message }
}

/**
 * Reads what a host posted.
 *
 * @param tenantId whose pages these are: a host may lead to no others
 * @returns null for everything that is not exactly one of its messages
 */
export function readHostMessage(data: unknown, tenantId: string): HostMessage | null {
  if (typeof data !== 'object' || data === null) return null
  const { target, version, type, ...rest } = data as Record<string, unknown>
  if (target !== 'trunkline' || version !== VERSION) return null
  const { mode, path, embed } = rest
  if (type === 'theme' && MODES.includes(mode as string)) return { type, mode: mode as 'light' }
  if (type === 'renew' && typeof embed === 'string' && embed !== '' && embed.length <= 200) return { type, embed }
  const inside = type === 'navigate' ? pathOfTenant(path, tenantId) : null
  return inside === null ? null : { type: 'navigate', path: inside }
}

/** A path as the router would take it, if it lies below the tenant's pages once it is resolved. */
function pathOfTenant(path: unknown, tenantId: string): string | null {
  const origin = 'http://page'
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, origin)) return null
  const url = new URL(path, origin)
  const base = `/admin/${tenantId}`
  const isInside = url.origin === origin && (url.pathname === base || url.pathname.startsWith(`${base}/`))
  return isInside ? url.pathname + url.search : null
}
