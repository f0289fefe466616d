export type QueuedEvent = { at: number; order: number; label: string; run: () => void; timer: NodeJS.Timeout | null }

/** Events by due time, then by the order in which they were scheduled. */
export type EventQueue = {
  add(event: QueuedEvent): void
  remove(event: QueuedEvent): boolean
  first(): QueuedEvent | undefined
  all(): readonly QueuedEvent[]
  clear(): void
}

export function createEventQueue(): EventQueue {
  let events: QueuedEvent[] = []

  /** The place of an event, or where it would stand: binary search, since thousands can be waiting. */
  function place(event: QueuedEvent): number {
    let low = 0
    let high = events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = events[middle]!
      if (other.at < event.at || (other.at === event.at && other.order < event.order)) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add: (event) => void events.splice(place(event), 0, event),
    remove(event) {
      const index = place(event)
      if (events[index] !== event) return false
      events.splice(index, 1)
      return true
    },
    first: () => events[0],
    all: () => events,
    clear: () => void (events = []),
  }
}
