import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** What waits for a slow reader, in bytes, before it is let go: it comes back and goes on from its last event. */
const MAX_WAITING_BYTES = 256 * 1024
/** Under the idle limit of common proxies, which is 30 to 60 seconds. */
const HEARTBEAT_MS = 15_000
/** What a browser waits before it connects again. */
const RETRY_MS = 2_000

/** Server-sent events to one reader (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  send(event: string, id: string, data: unknown): void
  end(): void
  /**
   * Begins to write, first what was sent before, and goes on until either side ends.
   *
   * @param onHeartbeat asked with each heartbeat; false ends the stream
   */
  run(onHeartbeat: () => Promise<boolean>): Promise<void>
}

/** @param onDropped told when the reader is let go because it is too slow */
export function createEventStream(response: ServerResponse, onDropped: () => void): EventStream {
  let early: string[] | null = [`retry: ${RETRY_MS}\n\n`]
  let ended = false

  function write(text: string): void {
    if (early) return void early.push(text)
    if (ended || response.destroyed) return
    response.write(text)
    if (response.writableLength <= MAX_WAITING_BYTES) return
    ended = true
    onDropped()
    response.destroy()
  }

  function end(): void {
    ended = true
    if (!early) response.end()
  }

  return {
    send: (event, id, data) => write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end,
    async run(onHeartbeat) {
      if (response.closed) return
      const closed = once(response, 'close')
      const first = early!.join('')
      early = null
      response.write(first)
      if (ended) response.end()
      const beat = () =>
        onHeartbeat().then(
          (goesOn) => (goesOn ? write(': \n\n') : end()),
          () => end(), // it comes back, and is asked again who it is
        )
      const timer = setInterval(() => void beat(), HEARTBEAT_MS)
      await closed.finally(() => clearInterval(timer))
    },
  }
}
