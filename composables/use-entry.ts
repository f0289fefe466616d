/** How the server let this page load: see `server/http/admin-entry.ts`. */
export type Entry = { kind: 'open' } | { kind: 'exchange'; token: string } | { kind: 'refused'; reason: string }

/** Written while the server draws the page, read by both. */
export function useEntry() {
  return useState<Entry>('entry', () => {
    const context = useRequestEvent()?.context as { entry?: Entry } | undefined
    return context?.entry ?? { kind: 'open' }
  })
}
