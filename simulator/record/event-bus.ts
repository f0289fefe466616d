export type SimulatorEvent = { id: number; at: number; type: string; data: Record<string, unknown> }

/** What happens, as it happens, for the handset page and for tests that wait. */
export type EventBus = {
  emit(type: string, data: Record<string, unknown>): void
  subscribe(listener: (event: SimulatorEvent) => void): () => void
  /** Events after `id`, as far as they are remembered. */
  since(id: number): SimulatorEvent[]
  clear(): void
}

/**
 * @param cap most events remembered for a listener that comes back.
 * @param now the simulator's time in milliseconds.
 */
export function createEventBus(cap: number, now: () => number): EventBus {
  const listeners = new Set<(event: SimulatorEvent) => void>()
  let remembered: SimulatorEvent[] = []
  let lastId = 0
  return {
    emit(type, data) {
      lastId += 1
      const event = { id: lastId, at: now(), type, data }
      remembered.push(event)
      if (remembered.length > cap * 2) remembered = remembered.slice(-cap)
      for (const listener of listeners) listener(event)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    since: (id) => remembered.filter((event) => event.id > id),
    clear() {
      remembered = []
    },
  }
}
