import { randomUUID } from 'node:crypto'
import type { FaultRule } from '../faults/fault-book.ts'
import type { HttpMethod } from '../model.ts'
import type { World } from '../world.ts'
import { sendWebhook, type SignatureKind, type Webhook } from './send-webhook.ts'

/** A report to the customer's server about something that happened. */
export type Callback = {
  /** `message.status`, `call.status`, `recording.status`, `conference.status`, `number.status`. */
  kind: string
  sid: string
  accountSid: string
  to: string
  status: string
  url: string
  method: HttpMethod
  params: [string, string][]
  service: 'voice' | 'sms'
}

const LATE_MS = 1000

/**
 * Sends a callback once and in order, or as badly as the scripted faults say. Callbacks about one resource wait for each other;
 * a late, held-back or duplicated one does not delay the others. Resolves when what is sent at once has been answered.
 */
export async function deliverCallback(world: World, callback: Callback): Promise<void> {
  const { accountSid, to, status } = callback
  const faults = world.faults.strikeCallback({ accountSid, to, status, operation: callback.kind })
  const find = (kind: FaultRule['kind']) => faults.find((fault) => fault.kind === kind)
  const names = faults.map((fault) => fault.kind)
  const held = world.heldCallbacks.get(callback.sid)
  world.heldCallbacks.delete(callback.sid)

  const jobs: (() => Promise<void>)[] = []
  if (find('forged')) jobs.push(() => send(world, callback, ['forged'], 'forged'))
  if (find('unsigned')) jobs.push(() => send(world, callback, ['unsigned'], 'none'))
  const token = randomUUID()
  const deliver = () => send(world, callback, names, 'valid', token)
  const [lost, late, reorder, duplicate] = [find('lost'), find('late'), find('reorder'), find('duplicate')]
  if (lost) note(world, callback, names, 'valid', token)
  else if (late) after(world, late.ms, `late callback ${callback.sid}`, deliver)
  else if (reorder && !held) holdBack(world, callback.sid, reorder.ms, deliver)
  else jobs.push(deliver)
  if (duplicate && !lost) after(world, duplicate.ms, `duplicate callback ${callback.sid}`, deliver)
  await inOrder(world, callback, jobs)
  await held?.()
}

/** Keeps a callback until the next one about the same resource has gone out, or for so long if there is none. */
function holdBack(world: World, sid: string, ms: number | undefined, deliver: () => Promise<void>): void {
  const release = async () => {
    cancel()
    world.heldCallbacks.delete(sid)
    await deliver()
  }
  const cancel = world.clock.after(ms ?? LATE_MS, `reordered callback ${sid}`, () => void release())
  world.heldCallbacks.set(sid, release)
}

function after(world: World, ms: number | undefined, label: string, deliver: () => Promise<void>): void {
  world.clock.after(ms ?? LATE_MS, label, () => void deliver())
}

/** Chains deliveries behind the ones already under way for the same resource. */
function inOrder(world: World, callback: Callback, jobs: (() => Promise<void>)[]): Promise<void> {
  if (jobs.length === 0) return Promise.resolve()
  const deliver = async () => {
    for (const job of jobs) await job()
  }
  const before = world.callbackTails.get(callback.sid) ?? Promise.resolve()
  const tail = before.then(deliver).finally(() => {
    if (world.callbackTails.get(callback.sid) === tail) world.callbackTails.delete(callback.sid)
  })
  world.callbackTails.set(callback.sid, tail)
  return tail
}

function note(world: World, callback: Callback, faults: string[], signature: SignatureKind, token: string) {
  const { kind, sid, accountSid, status, url, method, params } = callback
  const at = world.clock.now()
  return world.callbacks.add({
    ...{ at, kind, sid, accountSid, status, url, method, params, signature },
    ...{ idempotencyToken: token, faults, attempts: [] },
  })
}

async function send(
  world: World,
  callback: Callback,
  faults: string[],
  signature: SignatureKind,
  token: string = randomUUID(),
): Promise<void> {
  const record = note(world, callback, faults, signature, token)
  const { url, method, params, accountSid, service } = callback
  const webhook: Webhook = { url, method, params, accountSid, service, signature, idempotencyToken: token }
  const result = await sendWebhook(world, webhook)
  record.attempts.push(...result.attempts)
  world.events.emit('callback', { id: record.id, kind: record.kind, sid: record.sid, status: record.status })
}
