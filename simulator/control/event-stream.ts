import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatorEvent } from '../record/event-bus.ts'
import type { World } from '../world.ts'

const KEEP_ALIVE_MS = 15_000

/**
 * Streams what happens as server-sent events; `Last-Event-ID` gets what was missed, as far as it is remembered.
 * @param number only events that concern this number, or null for all.
 */
export function streamEvents(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  number: string | null,
): void {
  response.writeHead(200, {
    ...{ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive' },
  })
  const send = (event: SimulatorEvent) => {
    const { from, to } = event.data
    if (number !== null && from !== number && to !== number) return
    response.write(
      `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify({ at: event.at, ...event.data })}\n\n`,
    )
  }
  response.write(': open\n\n')
  const last = Number(request.headers['last-event-id'])
  if (last > 0) world.events.since(last).forEach(send)
  const unsubscribe = world.events.subscribe(send)
  const timer = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS)
  response.once('close', () => {
    clearInterval(timer)
    unsubscribe()
  })
}
