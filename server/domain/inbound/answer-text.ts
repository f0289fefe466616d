import { and, eq, gt, like } from 'drizzle-orm'
import { MAX_SMS_UNITS } from '#shared/template/sms-encoding'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { enqueue } from '../../jobs/outbox'
import { findActiveNumber } from './answer-call'
import { AUTOMATIC_TEXT_KIND, type AutomaticText } from './send-automatic-text'

export interface ReceivedText {
  communicationId: number
  from: string
  to: string
  body: string
}

/** Two machines that answer each other would never end: one answer to one sender in this time. */
const REPLY_PAUSE_MS = 60_000
/** Short codes and names are machines. */
const PERSON = /^\+[1-9]\d{6,14}$/
/** Begins the ledger's key of every reply; a caller's own keys hold no space. */
const REPLY_KEY = 'automatic reply'

/**
 * Queues what a number does with a text besides laying it into the inbox: the reply to its keyword, and handing it on to
 * people. Both leave as messages of our own, through the same gate as any other; a suspended tenant sends neither.
 */
export async function answerText(ctx: TenantContext, tx: TenantDb, text: ReceivedText): Promise<void> {
  if (!ctx.tenant.isActive) return
  const number = await findActiveNumber(ctx, text.to)
  const routing = number?.smsRouting
  if (!routing || !PERSON.test(text.from)) return
  if (await findActiveNumber(ctx, text.from)) return // one of ours: its own text has said it all
  const reply = replyTo(text.body, routing.keywords)
  if (reply !== undefined && !(await wasAnsweredJustNow(ctx, tx, text.from))) {
    const key = `${REPLY_KEY} ${text.from} ${text.communicationId}`
    await queue(ctx, tx, `automatic-reply/${text.from}`, { key, to: text.from, body: reply, text })
  }
  // What those to whom texts are handed on send themselves goes to none of them: two machines would go on for ever.
  const people = routing.forward_to.includes(text.from) ? [] : routing.forward_to
  for (const to of people.filter((person) => person !== text.to)) {
    const key = `automatic forward ${to} ${text.communicationId}`
    const body = `${text.from}: ${text.body}`.slice(0, MAX_SMS_UNITS)
    await queue(ctx, tx, `automatic-forward/${text.communicationId}/${to}`, { key, to, body, text })
  }
}

/** The whole message, or its first word, whatever stands around it. */
function replyTo(body: string, keywords: readonly { word: string; reply: string }[]): string | undefined {
  const bare = (words: string) => words.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').toUpperCase()
  const whole = bare(body)
  const first = bare(body.trim().split(/\s+/)[0] ?? '')
  return keywords.find(({ word }) => bare(word) === whole || bare(word) === first)?.reply
}

async function wasAnsweredJustNow(ctx: TenantContext, tx: TenantDb, to: string): Promise<boolean> {
  const since = new Date(ctx.app.clock.now().getTime() - REPLY_PAUSE_MS).toISOString()
  const replies = and(
    eq(log.peerNumber, to),
    eq(log.direction, 'outbound'),
    gt(log.createdAt, since),
    like(log.idempotencyKey, `${REPLY_KEY} %`),
  )
  return (await tx.count(log, replies)) > 0
}

async function queue(
  ctx: TenantContext,
  tx: TenantDb,
  id: string,
  { text, ...rest }: { key: string; to: string; body: string; text: ReceivedText },
): Promise<void> {
  const payload: AutomaticText = { ...rest, communication_id: text.communicationId, from: text.to }
  await enqueue(ctx, tx, { id, kind: AUTOMATIC_TEXT_KIND, payload: { ...payload }, runAt: ctx.app.clock.now() })
}
