import http from 'node:http'
import type { AddressInfo } from 'node:net'

type Received = {
  method: string
  path: string
  /** The address as the sender wrote it. */
  url: string
  params: Record<string, string>
  body: string
  headers: http.IncomingHttpHeaders
}
type Answer = { status?: number; type?: string; body?: string | Buffer; headers?: Record<string, string> }
type Responder = (received: Received) => Answer | Promise<Answer>

/** The customer's server: keeps what it is sent and answers what a test tells it to. */
export type Receiver = {
  url: string
  received: Received[]
  /** Answers requests to this path; the last word on a path counts. */
  on(path: string, answer: Answer | Responder): void
  /** TwiML under this path. Returns its address. */
  twiml(path: string, verbs: string): string
  at(path: string): Received[]
  reset(): void
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const answers = new Map<string, Responder>()
  const received: Received[] = []
  const server = http.createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const address = new URL(request.url!, url)
    const params = Object.fromEntries(request.method === 'GET' ? address.searchParams : new URLSearchParams(body))
    const { method = '', headers } = request
    const entry = { method, path: address.pathname, url: url + request.url!, params, body, headers }
    received.push(entry)
    const given = (await answers.get(address.pathname)?.(entry)) ?? { status: 204 }
    const type = given.type ?? 'text/xml'
    response.writeHead(given.status ?? 200, { 'content-type': type, ...given.headers }).end(given.body)
  }

  return {
    url,
    received,
    on: (path, given) => void answers.set(path, typeof given === 'function' ? given : () => given),
    twiml(path, verbs) {
      answers.set(path, () => ({ body: `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>` }))
      return url + path
    },
    at: (path) => received.filter((entry) => entry.path === path),
    reset() {
      answers.clear()
      received.length = 0
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
