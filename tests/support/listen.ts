import { eventually } from './eventually.ts'

export interface HeardEvent {
  id: string
  event: string
  data: any
}

export interface Listening {
  status: number
  headers: Headers
  /** What came so far. */
  events: HeardEvent[]
  /** Waits for an event, from the first on, that is the one. */
  next(isIt: (event: HeardEvent) => boolean, timeoutMs?: number): Promise<HeardEvent>
  /** Waits until the server has ended the stream. */
  ended(timeoutMs?: number): Promise<void>
  close(): void
}

/** Reads server-sent events as a browser does. A refusal's body is the one event, called `refused`. */
export async function listen(url: string, headers: Record<string, string> = {}): Promise<Listening> {
  const leaving = new AbortController()
  const response = await fetch(url, { headers, signal: leaving.signal })
  const events: HeardEvent[] = []
  let isOver = false
  if (response.headers.get('content-type') !== 'text/event-stream') {
    events.push({ id: '', event: 'refused', data: await response.json() })
    isOver = true
  } else {
    void readAll(response, events)
      .catch(() => undefined) // broken off, by either side
      .finally(() => (isOver = true))
  }
  return {
    status: response.status,
    headers: response.headers,
    events,
    next: async (isIt, timeoutMs) => (await eventually(async () => events.find(isIt), Boolean, timeoutMs))!,
    ended: async (timeoutMs) => void (await eventually(async () => isOver, Boolean, timeoutMs)),
    close: () => leaving.abort(),
  }
}

async function readAll(response: Response, events: HeardEvent[]): Promise<void> {
  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]))
      if (fields.event) events.push({ id: fields.id ?? '', event: fields.event, data: JSON.parse(fields.data ?? '{}') })
    }
  }
}
