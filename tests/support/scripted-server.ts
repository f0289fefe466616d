import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Step = (request: IncomingMessage, response: ServerResponse) => void

export const answer =
  (status: number, headers: Record<string, string> = {}, body: unknown = {}): Step =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

/** Takes the request, and ends the connection without a word. */
export const hangUp: Step = (request) => void request.socket.destroy()

export interface ScriptedServer {
  url: string
  /** What it does with the requests to come, in order. */
  play(...steps: Step[]): void
  seen: { at: number; line: string }[]
  /** @throws Error when a step is left over: a request that was expected did not come */
  close(): void
}

/** A server on loopback that answers exactly as told; a request too many gets a status that nobody expects. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const steps: Step[] = []
  const seen: ScriptedServer['seen'] = []
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push({ at: performance.now(), line: `${request.method} ${request.url}` })
      ;(steps.shift() ?? answer(599))(request, response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play: (...more) => void steps.push(...more),
    seen,
    close() {
      server.closeAllConnections()
      server.close()
      if (steps.length > 0) throw new Error(`${steps.length} requests that were expected did not come`)
    },
  }
}
