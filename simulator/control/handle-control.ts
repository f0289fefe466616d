import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from '../http/read-body.ts'
import type { World } from '../world.ts'
import { ControlError } from './control-error.ts'
import { streamEvents } from './event-stream.ts'
import { controlRoutes } from './routes.ts'

const routes = controlRoutes.map((route) => {
  const source = route.pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')
  return { route, expression: new RegExp(`^/_sim${source}$`) }
})

/** Answers one request to `/_sim/…`: JSON in, JSON out, `{error}` with 404, 409 or 422 when refused. */
export async function handleControl(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator')
  if (request.method === 'GET' && url.pathname === '/_sim/events') {
    return streamEvents(world, request, response, url.searchParams.get('number'))
  }
  try {
    refuseForeignOrigin(request)
    const found = routes.find(
      ({ route, expression }) => route.method === request.method && expression.test(url.pathname),
    )
    if (!found) throw new ControlError(404, `Nothing at ${request.method} ${url.pathname}`)
    const groups = found.expression.exec(url.pathname)!.groups ?? {}
    const path = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]))
    const body = parseJson((await readBody(request)).toString('utf8'))
    const answer = await found.route.handle({ world, path, query: url.searchParams, body })
    respond(response, 200, answer ?? { ok: true })
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    respond(response, error.status, { error: error.message })
  }
}

/** Another site's page in the same browser must not steer the network. */
function refuseForeignOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers
  if (origin !== undefined && URL.parse(origin)?.host !== host) throw new ControlError(403, 'Asked by another origin')
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new ControlError(422, 'The body is not JSON')
  }
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}
