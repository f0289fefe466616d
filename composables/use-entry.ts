import type { EntryRefusal, PageEntry } from '#shared/page-entry'

type Entry =
  { kind: 'open' } | { kind: 'exchange'; token: string; sessionId: string } | { kind: 'refused'; reason: EntryRefusal }

/** How the server let this page load. Written while it draws the page, read by both sides. */
export const useEntry = () => useState<Entry>('entry', () => requestContext().entry ?? { kind: 'open' })

/** Whose pages may exchange messages with this one, known before anybody is signed in. */
export const useAllowedOrigins = () => useState('allowed-origins', () => requestContext().allowedOrigins ?? [])

/** The tenant that the address begins with, for the sign-in. */
export const useSuggestedTenant = () => useState('suggested-tenant', () => requestContext().suggestedTenant)

/** What the server's middleware found out about the request; nothing in the browser. */
function requestContext() {
  return (useRequestEvent()?.context ?? {}) as {
    entry?: PageEntry
    allowedOrigins?: string[]
    suggestedTenant?: string
  }
}
