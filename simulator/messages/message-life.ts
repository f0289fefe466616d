import { deliverCallback } from '../delivery/deliver-callback.ts'
import type { Message, MessageStatus } from '../model.ts'
import type { World } from '../world.ts'
import { countSegments } from './segments.ts'

type Step = { status: MessageStatus; afterMs: number; errorCode?: number }

const finalStatuses: readonly MessageStatus[] = ['delivered', 'undelivered', 'failed', 'canceled', 'received']
const UNREACHABLE = 30003

/** Whether the network will do nothing more with it. */
export function isFinal(message: Message): boolean {
  return finalStatuses.includes(message.status)
}

/**
 * Plans the whole life of an accepted message: sending, sent and its end as the script of the number says.
 * The first status has no callback, all others have: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
export function startMessage(world: World, message: Message, startAt: number = world.clock.now()): void {
  schedule(world, message, plan(world, message), startAt)
}

/**
 * Goes through the first status, or all of them, at once and waits until the callbacks are answered.
 * Used when a callback has to overtake the answer to the create request. Returns what is left of the plan.
 */
export async function runMessageAhead(world: World, message: Message): Promise<void> {
  const [first, ...rest] = plan(world, message)
  if (first) await takeStep(world, message, first)
  schedule(world, message, rest, world.clock.now())
}

/** Gives a message its next status and tells the customer's server. */
export async function setMessageStatus(world: World, message: Message, status: MessageStatus, errorCode?: number) {
  const now = world.clock.now()
  message.status = status
  message.updatedAt = now
  message.errorCode = errorCode ?? message.errorCode
  message.history.push({ status, at: now })
  if (status === 'sent' || status === 'failed') message.numSegments = countSegments(message.body)
  if (status === 'sent') message.sentAt = now
  world.events.emit('message', { sid: message.sid, from: message.from, to: message.to, status })
  if (message.statusCallback) {
    await deliverCallback(world, {
      ...{ kind: 'message.status', sid: message.sid, accountSid: message.accountSid, to: message.to, status },
      ...{ url: message.statusCallback, method: 'POST', service: 'sms' },
      params: statusParams(message, now),
    })
  }
}

function plan(world: World, message: Message): Step[] {
  const { defaults } = world
  const script = world.scripts.get(message.to)?.sms
  const outcome = script?.outcome ?? 'delivered'
  if (outcome === 'queued') return []
  const deliveredAfterMs = script?.deliveredAfterMs ?? defaults.deliveredAfterMs
  const steps: Step[] = [{ status: 'sending', afterMs: Math.min(defaults.sendingAfterMs, deliveredAfterMs) }]
  const sent: Step = { status: 'sent', afterMs: Math.min(defaults.sentAfterMs, deliveredAfterMs) }
  if (outcome !== 'failed') steps.push(sent)
  if (outcome === 'sent') return steps
  const errorCode = outcome === 'delivered' ? undefined : (script?.errorCode ?? UNREACHABLE)
  return [...steps, { status: outcome, afterMs: deliveredAfterMs, errorCode }]
}

function schedule(world: World, message: Message, steps: Step[], startAt: number): void {
  const [step, ...rest] = steps
  if (!step) return
  world.clock.after(startAt + step.afterMs - world.clock.now(), `message ${message.sid} ${step.status}`, () => {
    if (isFinal(message) || message.removed) return
    void takeStep(world, message, step)
    schedule(world, message, rest, startAt)
  })
}

function takeStep(world: World, message: Message, step: Step): Promise<void> {
  if (step.status === 'delivered' || step.status === 'undelivered') {
    world.clock.after(world.defaults.priceAfterMs, `price of ${message.sid}`, () => setPrice(world, message))
  }
  return setMessageStatus(world, message, step.status, step.errorCode)
}

/** The price is known only after the end, and no callback tells it. */
export function setPrice(world: World, message: Message): void {
  message.price = (-message.numSegments * world.defaults.segmentPriceUsd).toFixed(5)
  message.updatedAt = world.clock.now()
}

function statusParams(message: Message, now: number): [string, string][] {
  const params: [string, string][] = [
    ['AccountSid', message.accountSid],
    ['ApiVersion', '2010-04-01'],
    ['From', message.from],
    ['To', message.to],
    ['MessageSid', message.sid],
    ['MessageStatus', message.status],
    ['SmsSid', message.sid],
    ['SmsStatus', message.status],
  ]
  if (message.messagingServiceSid) params.push(['MessagingServiceSid', message.messagingServiceSid])
  if (message.errorCode) params.push(['ErrorCode', String(message.errorCode)])
  if (message.status === 'delivered') params.push(['RawDlrDoneDate', receiptDate(now)])
  return params
}

/** The date of a carrier's delivery receipt: `yyMMddHHmm`. */
function receiptDate(time: number): string {
  return new Date(time).toISOString().replace(/\D/g, '').slice(2, 12)
}
