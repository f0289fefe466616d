import { createTicket } from '#shared/contracts/auth'

/** What the server tells as it happens; see `/api/events`. */
export type LiveEvent = 'communication' | 'failure' | 'audit'
type Listener = (data: Record<string, unknown>) => void

const PATH = '/api/events'
/** Reconnecting waits 1 s at first and 30 s at most, with jitter, so that a restart is not met by every page at once. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** The one live connection of a page. Whoever shows something listens; after a gap everybody is told to ask anew. */
export const useLiveStore = defineStore('live', () => {
  const api = useApi()
  const state = ref<'connecting' | 'open' | 'lost'>('connecting')
  const listeners = new Map<LiveEvent | 'reset', Set<Listener>>()
  let source: EventSource | null = null
  let lastEventId = ''
  let waitMs = FIRST_WAIT_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWanted = false
  /** Counts the stops: what began before one is not of the connection any more. */
  let generation = 0

  async function connect(): Promise<void> {
    const own = generation
    const isPast = () => own !== generation
    let opened: EventSource
    try {
      // An EventSource carries no header: a ticket says who listens.
      const { ticket } = await api.call(createTicket, { body: { path: PATH } })
      if (isPast()) return
      const resume = lastEventId ? `&last_event_id=${encodeURIComponent(lastEventId)}` : ''
      opened = new EventSource(`${PATH}?ticket=${ticket}${resume}`)
    } catch {
      return isPast() ? undefined : again()
    }
    source = opened
    opened.onopen = () => {
      if (state.value === 'lost' && !lastEventId) tell('reset', {})
      state.value = 'open'
      waitMs = FIRST_WAIT_MS
    }
    opened.onerror = () => {
      opened.close()
      if (!isPast()) again()
    }
    // Nothing has happened yet, but this is where to go on from.
    opened.addEventListener('ready', (event) => (lastEventId = event.lastEventId))
    for (const type of ['communication', 'failure', 'audit', 'reset'] as const) {
      opened.addEventListener(type, (event) => {
        if (event.lastEventId) lastEventId = event.lastEventId
        tell(type, JSON.parse(event.data as string) as Record<string, unknown>)
      })
    }
  }

  function again(): void {
    state.value = 'lost'
    timer = setTimeout(() => void connect(), waitMs * (0.5 + Math.random() / 2))
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }

  function tell(type: LiveEvent | 'reset', data: Record<string, unknown>): void {
    for (const listener of listeners.get(type) ?? []) listener(data)
  }

  return {
    state,
    start(): void {
      if (isWanted) return
      isWanted = true
      void connect()
    },
    stop(): void {
      isWanted = false
      generation++
      state.value = 'connecting'
      clearTimeout(timer)
      source?.close()
      source = null
    },
    /** @returns how to stop listening */
    on(type: LiveEvent | 'reset', listener: Listener): () => void {
      const all = listeners.get(type) ?? new Set()
      listeners.set(type, all.add(listener))
      return () => void all.delete(listener)
    },
  }
})
