/** A capped list that numbers what is put into it. */
export type Journal<T> = {
  add(entry: T): T & { id: number }
  all(): (T & { id: number })[]
  find(id: number): (T & { id: number }) | undefined
  clear(): void
}

/** @param cap most entries kept; the oldest is dropped beyond it. Numbers go on. */
export function createJournal<T extends object>(cap: number): Journal<T> {
  const entries = new Map<number, T & { id: number }>()
  let lastId = 0
  return {
    add(entry) {
      lastId += 1
      const numbered = Object.assign(entry, { id: lastId })
      entries.set(lastId, numbered)
      if (entries.size > cap) entries.delete(entries.keys().next().value!)
      return numbered
    },
    all: () => [...entries.values()],
    find: (id) => entries.get(id),
    clear: () => entries.clear(),
  }
}

/** One request to the REST interface. */
export type RestRecord = {
  at: number
  method: string
  path: string
  operation: string | null
  accountSid: string | null
  params: [string, string][]
  /** The status answered; null when the connection was cut or held. */
  status: number | null
  /** The SID of the resource that the request made or touched. */
  sid: string | null
  /** Whether the network took the request, whatever the caller was told. */
  accepted: boolean
  fault: string | null
}

export type WebhookAttempt = {
  at: number
  status: number | null
  error: string | null
  ms: number
}

/** One webhook: a status callback, a TwiML request or an inbound message, with each attempt at it. */
export type CallbackRecord = {
  at: number
  kind: string
  sid: string
  accountSid: string
  status: string
  url: string
  method: string
  params: [string, string][]
  signature: 'valid' | 'forged' | 'none'
  idempotencyToken: string
  faults: string[]
  attempts: WebhookAttempt[]
}
