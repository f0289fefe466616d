/** A capped collection of resources by SID, in the order of their creation. */
export type Store<T extends { sid: string }> = {
  add(item: T): void
  get(sid: string): T | undefined
  /** Newest first, as Twilio lists. */
  newestFirst(): T[]
  all(): T[]
  clear(): void
}

/** @param cap most items kept; the oldest is dropped beyond it. */
export function createStore<T extends { sid: string }>(cap: number): Store<T> {
  const items = new Map<string, T>()
  return {
    add(item) {
      items.set(item.sid, item)
      if (items.size > cap) items.delete(items.keys().next().value!)
    },
    get: (sid) => items.get(sid),
    newestFirst: () => [...items.values()].reverse(),
    all: () => [...items.values()],
    clear: () => items.clear(),
  }
}
