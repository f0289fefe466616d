import { createHash } from 'node:crypto'
import type { H3Event } from 'h3'

/** Says which origins may frame the page that is being answered. Those of nuxt-security's rules that are this event's. */
export function allowFraming(event: H3Event, ancestors: string[]): void {
  setDirective(event, 'frame-ancestors', ancestors)
}

/**
 * What Twilio's Voice SDK needs: its signalling, at whichever edge of Twilio's takes it, and the quality reports that it
 * makes of calls. Its sounds are made in the page.
 */
const TELEPHONE = ['wss://*.twilio.com', 'https://eventgw.twilio.com', 'https://eventgw.us1.twilio.com']

/** Lets the page that is being answered telephone. */
export function allowTelephone(event: H3Event): void {
  setDirective(event, 'connect-src', ["'self'", ...TELEPHONE])
}

/** Nobody can draw, log or pass on what an address held: for after it was used. */
export function hideCredentials(event: H3Event): void {
  if (!/[?&](?:apiKey|embed)=/.test(event.path)) return
  const url = new URL(event.path, 'http://page')
  for (const name of ['apiKey', 'embed']) url.searchParams.delete(name)
  event._path = event.node.req.url = url.pathname + url.search
}

/**
 * Lets the style attributes pass that the server itself wrote into a page, each by its hash: components hide and place
 * their parts with them, and a nonce cannot be said of an attribute (CSP 3, section 8.3, `unsafe-hashes`).
 */
export function allowStyleAttributes(event: H3Event, html: string): void {
  const values = new Set([...html.matchAll(/ style="([^"]*)"/g)].map(([, value]) => unescape(value!)))
  if (values.size === 0) return
  const hashes = [...values].map((value) => `'sha256-${createHash('sha256').update(value).digest('base64')}'`)
  setDirective(event, 'style-src-attr', ["'unsafe-hashes'", ...hashes])
}

/** Who may frame the page that this event would have got: for pages in its place that say what went wrong. */
export function allowedAncestors(event: H3Event): string[] {
  const headers = event.context.security?.rules?.headers
  const policy = headers ? headers.contentSecurityPolicy : undefined
  const ancestors = typeof policy === 'object' ? policy['frame-ancestors'] : undefined
  return Array.isArray(ancestors) ? ancestors : ["'self'"]
}

function setDirective(
  event: H3Event,
  name: 'connect-src' | 'frame-ancestors' | 'style-src-attr',
  sources: string[],
): void {
  const headers = event.context.security?.rules?.headers
  const policy = headers ? headers.contentSecurityPolicy : undefined
  if (typeof policy === 'object') policy[name] = sources as never
}

const ENTITIES: Record<string, string> = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }
const unescape = (text: string) => text.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity]!)
