/**
 * The demo's host: a page of another site that frames the admin pages as a desktop application does. Its server holds
 * the tenants' API keys and asks for one-time addresses; the page itself never sees a key.
 *
 *     HOST_PAGE_PORT=4020 PUBLIC_BASE_URL=http://127.0.0.1:3000 node tools/host-page.ts
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { PERMISSIONS, READ_PERMISSIONS } from '../shared/contracts/permissions.ts'

const port = Number(process.env.HOST_PAGE_PORT ?? 4020)
const application = new URL(process.env.PUBLIC_BASE_URL ?? 'http://127.0.0.1:3000').origin
const origin = `http://localhost:${port}`
const MAX_BODY_BYTES = 10_000

const KEYS: Record<string, string> = { 'acme-corp': 'acme_api_key_12345', 'globex-inc': 'globex_api_key_67890' }
/** The host's own people; the key itself stands for none of them. */
const PEOPLE: Record<string, object | undefined> = {
  key: undefined,
  anna: { external_id: 'employee-1001', display_name: 'Anna Berger', permissions: PERMISSIONS },
  ben: { external_id: 'employee-1002', display_name: 'Ben Okafor', permissions: READ_PERMISSIONS },
}
const ASSETS: Record<string, string> = {
  'host.css': 'text/css; charset=utf-8',
  'host.js': 'text/javascript; charset=utf-8',
  'host.svg': 'image/svg+xml',
}
const POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  `frame-src ${application}`,
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

const server = createServer((request, response) => {
  answer(request, response).catch((error: Error) => send(response, 502, 'text/plain', error.message))
})
server.listen(port, 'localhost')
await once(server, 'listening')
console.log(`ready ${origin}`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeAllConnections()
  })
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', origin)
  const name = pathname.slice(1)
  // Any page could ask for `localhost`, and a name that somebody points at this machine leads here too.
  if (request.headers.host !== new URL(origin).host) return send(response, 403, 'text/plain', 'Not this host')
  if (request.method === 'POST' && name === 'open') {
    if (request.headers.origin !== origin) return send(response, 403, 'text/plain', 'Not from that page')
    return open(request, response)
  }
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET only')
  if (Object.hasOwn(ASSETS, name)) return send(response, 200, ASSETS[name]!, await asset(name))
  if (name !== '') return send(response, 404, 'text/plain', 'Not found')
  const page = (await asset('host.html')).toString().replace('{application}', application)
  send(response, 200, 'text/html; charset=utf-8', page)
}

/** Asks the application for an address that opens once, for one of the people or for the key itself. */
async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request) {
    body += String(chunk)
    if (body.length > MAX_BODY_BYTES) return send(response, 413, 'text/plain', 'Too much')
  }
  const { tenant, person } = JSON.parse(body) as { tenant: string; person: string }
  if (!Object.hasOwn(KEYS, tenant) || !Object.hasOwn(PEOPLE, person)) {
    return send(response, 422, 'text/plain', 'There is no such tenant or person')
  }
  const answered = await fetch(`${application}/api/auth/embed`, {
    method: 'POST',
    headers: { 'x-api-key': KEYS[tenant]!, 'content-type': 'application/json' },
    body: JSON.stringify({ user: PEOPLE[person] }),
  })
  send(response, answered.status, 'application/json; charset=utf-8', await answered.text())
}

const asset = (name: string) => readFile(new URL(`./host-page/${name}`, import.meta.url))

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    ...{ 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': POLICY },
    // The application decides by the origin of the page around it, so that much is told.
    ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'strict-origin' },
  })
  response.end(body)
}
