import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultRule } from '../faults/fault-book.ts'
import { readBody } from '../http/read-body.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'
import { errorBody, RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest } from './rest-request.ts'
import { matchRoute } from './routes.ts'
import { sendMedia } from './send-media.ts'

const HOLD_MS = 60_000
const SLOW_MS = 500

/** Answers one request to `/2010-04-01/…` or `/v1/…`: authenticates, meets its fault, does it, answers, remembers all of it. */
export async function handleRest(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator')
  const form = new URLSearchParams(request.method === 'POST' ? (await readBody(request)).toString('utf8') : '')
  const record = world.requests.add({
    ...{ at: world.clock.now(), method: request.method ?? '', path: url.pathname, operation: null, accountSid: null },
    ...{ params: [...url.searchParams, ...form], status: null, sid: null, accepted: false, fault: null },
  })
  const reply = (answer: Pick<RestAnswer, 'status' | 'body' | 'media'>, headers: Record<string, string> = {}) => {
    record.status = answer.status
    const dated = { date: new Date(world.clock.now()).toUTCString(), ...headers }
    respond(response, answer, dated, request.headers.range)
  }
  try {
    const { route, path } = matchRoute(request.method ?? '', url.pathname)
    record.operation = route.operation
    const account = authenticate(world, request.headers.authorization)
    record.accountSid = account.sid
    if (path.accountSid && path.accountSid !== account.sid) throw new RestError(20003)
    const to = form.get('To') ?? url.searchParams.get('To') ?? path.sid ?? ''
    const target = { accountSid: account.sid, operation: route.operation, to }
    const fault = world.faults.strikeRest(target)
    record.fault = fault?.kind ?? null
    if (fault && (await preventedBy(fault, request, response, reply))) return
    const rest: RestRequest = { world, account, path, query: url.searchParams, form, uri: url.pathname }
    const answer = route.handle(rest)
    record.accepted = true
    record.sid = answer.sid ?? null
    const ahead = answer.runAhead && world.faults.strikeBeforeResponse(target)
    if (ahead) record.fault = [record.fault, 'before-response'].filter(Boolean).join(' ')
    if (ahead) await answer.runAhead?.()
    else answer.start?.()
    if (fault && spoiledBy(fault, request, response, reply)) return
    reply(answer)
  } catch (error) {
    if (!(error instanceof RestError)) throw error
    reply({ status: error.status, body: errorBody(error) })
  }
}

type Reply = (answer: { status: number; body: unknown }, headers?: Record<string, string>) => void

/** Faults that strike before the network takes the request. Returns whether it goes no further. */
async function preventedBy(fault: FaultRule, request: IncomingMessage, response: ServerResponse, reply: Reply) {
  const refuse = (code: number, headers?: Record<string, string>) => {
    const error = new RestError(code)
    reply({ status: error.status, body: errorBody(error) }, headers)
    return true
  }
  if (fault.kind === 'throttle') return refuse(20429, { 'retry-after': String(fault.retryAfterSeconds ?? 1) })
  if (fault.kind === 'error-before') return refuse(20500)
  if (fault.kind === 'unavailable') return refuse(20503)
  if (fault.kind === 'timeout-before') return hold(fault, request, response)
  if (fault.kind === 'reset-before') return reset(request)
  if (fault.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms ?? SLOW_MS))
  return false
}

/** Faults that strike when the network has taken the request. Returns whether the caller gets no proper answer. */
function spoiledBy(fault: FaultRule, request: IncomingMessage, response: ServerResponse, reply: Reply): boolean {
  if (fault.kind === 'error-after') {
    const error = new RestError(20500)
    reply({ status: 500, body: errorBody(error) })
    return true
  }
  if (fault.kind === 'timeout-after') return hold(fault, request, response)
  if (fault.kind === 'reset-after') return reset(request)
  if (fault.kind === 'garbage') {
    reply({ status: 200, body: '<html><body>upstream connect error' })
    return true
  }
  return false
}

/** Says nothing until the caller gives up, or for so many real milliseconds: the caller's own limit is in real time too. */
function hold(fault: FaultRule, request: IncomingMessage, response: ServerResponse): true {
  const timer = setTimeout(() => request.socket.destroy(), fault.ms ?? HOLD_MS)
  response.once('close', () => clearTimeout(timer))
  return true
}

function reset(request: IncomingMessage): true {
  request.socket.resetAndDestroy()
  return true
}

function respond(
  response: ServerResponse,
  answer: Pick<RestAnswer, 'status' | 'body' | 'media'>,
  headers: object,
  range: string | undefined,
) {
  if (answer.media) return sendMedia(response, answer.media, range)
  if (answer.status === 204) return void response.writeHead(204, { ...headers }).end()
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  response.writeHead(answer.status, { 'content-type': 'application/json;charset=utf-8', ...headers })
  response.end(text)
}
