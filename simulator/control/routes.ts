import type { z } from 'zod'
import { receiveClientCall } from '../calls/client-call.ts'
import { receiveCall } from '../calls/inbound-call.ts'
import { sendWebhook } from '../delivery/send-webhook.ts'
import { receiveSms } from '../network/inbound-sms.ts'
import { registerAccount } from '../network/register-account.ts'
import { resetWorld } from '../network/reset-world.ts'
import type { World } from '../world.ts'
import { ControlError } from './control-error.ts'
import * as inputs from './schemas.ts'
import { answerRinging, confirmHeard, hangUp, press, speakUp } from './steer-call.ts'

type ControlRequest = { world: World; path: Record<string, string>; query: URLSearchParams; body: unknown }
export type ControlRoute = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/_sim`, variables as `:name`. */
  pattern: string
  handle(request: ControlRequest): unknown
}

const SETTLE_MS = 30_000

/** The control interface; each answer is JSON. Documented in docs/simulator.md. */
export const controlRoutes: ControlRoute[] = [
  post('/reset', ({ world }) => resetWorld(world)),
  post('/accounts', ({ world, body }) => void registerAccount(world, parse(inputs.accountInput, body))),
  route('PUT', '/accounts/:sid', ({ world, path, body }) => {
    const account = world.accounts.get(path.sid!)
    if (!account) throw new ControlError(404, `No account ${path.sid}`)
    Object.assign(account, parse(inputs.accountChange, body))
  }),
  route('PUT', '/defaults', ({ world, body }) => Object.assign(world.defaults, parse(inputs.defaultsInput, body))),
  route('PUT', '/numbers/:number/script', ({ world, path, body }) => {
    world.scripts.set(path.number!, parse(inputs.scriptInput, body))
  }),
  route('DELETE', '/numbers/:number/script', ({ world, path }) => void world.scripts.delete(path.number!)),

  route('GET', '/faults', ({ world }) => ({ faults: world.faults.list(), chaos: world.faults.chaos() })),
  post('/faults', ({ world, body }) => ({ id: world.faults.add(parse(inputs.faultInput, body)) })),
  route('DELETE', '/faults', ({ world }) => world.faults.clear()),
  post('/chaos', ({ world, body }) => {
    const { seed = Math.floor(Math.random() * 0x100000000), ...rest } = parse(inputs.chaosInput, body)
    world.faults.setChaos({ seed, ...rest })
    console.log(`chaos seed ${seed}`)
    return { seed }
  }),

  route('GET', '/clock', ({ world }) => world.clock.state()),
  route('PUT', '/clock', ({ world, body }) => {
    world.clock.configure(parse(inputs.clockInput, body))
    return world.clock.state()
  }),
  post('/clock/advance', async ({ world, body }) => {
    const input = parse(inputs.advanceInput, body)
    const { mode, now } = world.clock.state()
    if (mode !== 'manual') throw new ControlError(409, 'The clock moves by itself; set its mode to manual')
    const ms = 'ms' in input ? input.ms : input.to - now
    if (ms < 0) throw new ControlError(422, 'The clock does not go back')
    await world.clock.advance(ms)
    return world.clock.state()
  }),
  post('/settle', ({ world, body }) => world.clock.settle(parse(inputs.settleInput, body).timeoutMs ?? SETTLE_MS)),

  route('GET', '/messages', ({ world, query }) => matching(world.messages.all(), query)),
  route('GET', '/calls', ({ world, query }) => matching(world.calls.all(), query)),
  route('GET', '/recordings', ({ world, query }) => matching(world.recordings.all(), query)),
  route('GET', '/conferences', ({ world, query }) => matching([...world.conferences.values()], query)),
  route('GET', '/requests', ({ world, query }) => matching(world.requests.all(), query)),
  route('GET', '/callbacks', ({ world, query }) => matching(world.callbacks.all(), query)),
  post('/callbacks/:id/replay', ({ world, path }) => replay(world, Number(path.id))),
  post('/webhooks', ({ world, body }) => sendByHand(world, parse(inputs.webhookInput, body))),

  post('/sms', async ({ world, body, query }) => {
    const { message, answered } = refusing(() => receiveSms(world, parse(inputs.smsInput, body)))
    if (query.get('wait') === 'true') await answered
    return { sid: message.sid }
  }),
  post('/calls', ({ world, body }) => {
    const input = parse(inputs.callInput, body)
    return { sid: refusing(() => receiveCall(world, input)).sid }
  }),
  post('/client-calls', ({ world, body }) => {
    const input = parse(inputs.clientCallInput, body)
    return { sid: refusing(() => receiveClientCall(world, input)).sid }
  }),
  post('/calls/:sid/answer', ({ world, path, body }) =>
    answerRinging(world, path.sid!, parse(inputs.answerInput, body).attended ?? true),
  ),
  post('/calls/:sid/hangup', ({ world, path }) => hangUp(world, path.sid!)),
  post('/calls/:sid/press', ({ world, path, body }) => press(world, path.sid!, parse(inputs.pressInput, body).digits)),
  post('/calls/:sid/heard', ({ world, path, body }) =>
    confirmHeard(world, path.sid!, parse(inputs.heardInput, body).index),
  ),
  post('/calls/:sid/speak', ({ world, path, body }) => speakUp(world, path.sid!, parse(inputs.speakInput, body).text)),
]

function route(method: ControlRoute['method'], pattern: string, handle: ControlRoute['handle']): ControlRoute {
  return { method, pattern, handle }
}

function post(pattern: string, handle: ControlRoute['handle']): ControlRoute {
  return route('POST', pattern, handle)
}

function parse<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body ?? {})
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ControlError(422, `${issue?.path.join('.') || 'body'}: ${issue?.message}`)
}

/** Turns what the network refuses into a 422 with its reason. */
function refusing<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof ControlError) throw error
    throw new ControlError(422, (error as Error).message)
  }
}

/** The entries whose fields equal what the query names, for example `?to=%2B1555…&status=delivered`. */
function matching<T extends object>(entries: T[], query: URLSearchParams): T[] {
  const wanted = [...query]
  return entries.filter((entry) =>
    wanted.every(([name, value]) => String((entry as Record<string, unknown>)[name]) === value),
  )
}

/** Sends a recorded callback again, byte for byte, with its signature and token. */
async function replay(world: World, id: number) {
  const record = world.callbacks.find(id)
  if (!record) throw new ControlError(404, `No callback ${id}`)
  const { url, method, params, accountSid, signature, idempotencyToken } = record
  const service = record.kind.startsWith('message') ? ('sms' as const) : ('voice' as const)
  const webhook = { url, params, accountSid, signature, service, idempotencyToken }
  const result = await sendWebhook(world, { ...webhook, method: method === 'GET' ? 'GET' : 'POST' })
  record.attempts.push(...result.attempts)
  return { status: result.status }
}

/** Sends any webhook, with a valid, a forged or no signature. */
async function sendByHand(world: World, input: inputs.WebhookInput) {
  const { params = [], method = 'POST', service = 'voice', ...rest } = input
  const list = Array.isArray(params) ? params : Object.entries(params)
  const result = await sendWebhook(world, { ...rest, method, service, params: list })
  return { status: result.status, error: result.error, body: result.body.toString('utf8') }
}
