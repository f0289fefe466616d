import type { EntryRefusal, PageEntry } from '#shared/page-entry'

type Entry = { kind: 'open' } | { kind: 'exchange'; token: string } | { kind: 'refused'; reason: EntryRefusal }

/** How the server let this page load. Written while it draws the page, read by both sides. */
export function useEntry() {
  return useState<Entry>('entry', () => {
    const context = useRequestEvent()?.context as { entry?: PageEntry } | undefined
    return context?.entry ?? { kind: 'open' }
  })
}
