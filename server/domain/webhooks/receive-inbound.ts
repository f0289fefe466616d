import { eq } from 'drizzle-orm'
import { statusOf } from '#shared/communication/status'
import { describeSms } from '#shared/template/sms-encoding'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { optOuts } from '../../db/schema/opt-outs'
import type { TenantDb } from '../../db/tenant-db'
import { addEvent } from '../communications/events'
import { follow } from '../communications/follow-job'
import { findActiveNumber, type AnsweredCall } from '../inbound/answer-call'
import { answerText } from '../inbound/answer-text'
import { optIn, optOut } from '../compliance/opt-outs'
import { RESERVED_WORDS, START_WORDS, STOP_WORDS } from '#shared/telephony/opt-out-words'
import { storeAndAct, type Delivery } from './store-delivery'

/** Twilio knows the price of what came in shortly after. */
const PRICE_AFTER_MS = 10_000

export interface Inbound {
  delivery: Delivery
  kind: 'call' | 'sms'
  sid: string
  to: string
  from: string
  providerStatus: string
  body: string | null
  /** What a call was answered with. */
  answered?: Omit<AnsweredCall, 'twiml'>
}

/** Takes a message or a call that came in: into the ledger, and a STOP or START onto or off the opt-out list. */
export async function receiveInbound(ctx: TenantContext, inbound: Inbound): Promise<void> {
  await storeAndAct(ctx, inbound.delivery, async (tx, deliveryId) => {
    const [known] = await tx.find(log, { where: eq(log.twilioSid, inbound.sid), limit: 1 })
    const communicationId = known?.id ?? (await addRow(ctx, tx, inbound, deliveryId))
    if (!known && inbound.kind === 'sms') await heedText({ ...ctx, db: tx }, tx, inbound, communicationId)
    return { state: 'processed', communicationId }
  })
}

async function addRow(ctx: TenantContext, tx: TenantDb, inbound: Inbound, deliveryId: string): Promise<number> {
  const now = nowText(ctx)
  const isSms = inbound.kind === 'sms'
  const status = isSms ? 'received' : (statusOf(inbound.providerStatus) ?? 'ringing')
  const encoding = isSms ? describeSms(inbound.body ?? '') : null
  const { answered } = inbound
  const phoneNumberId = answered ? answered.phoneNumberId : (await findActiveNumber({ ...ctx, db: tx }, inbound.to))?.id
  const [row] = await tx.insert(log, {
    networkType: inbound.kind,
    direction: 'inbound',
    toNumber: inbound.to,
    fromNumber: inbound.from,
    phoneNumberId,
    voiceMessageId: answered?.voiceMessageId,
    messageContent: inbound.body,
    twilioSid: inbound.sid,
    status,
    providerStatus: inbound.providerStatus,
    segments: encoding?.segments,
    encoding: encoding?.encoding,
    createdAt: now,
    updatedAt: now,
    endedAt: isSms ? now : null,
  })
  const details = { sid: inbound.sid, delivery_id: deliveryId }
  await addEvent(ctx, tx, row!.id, { type: 'received', source: 'twilio', status, applied: true, details })
  if (answered) await addEvent(ctx, tx, row!.id, { type: 'routed', source: 'trunkline', details: answered.route })
  await follow(ctx, tx, row!.id, new Date(ctx.app.clock.now().getTime() + PRICE_AFTER_MS))
  return row!.id
}

/** The words of the opt-out come first; what is none of them is answered as the number says. */
async function heedText(ctx: TenantContext, tx: TenantDb, inbound: Inbound, communicationId: number): Promise<void> {
  const { from, to, body } = inbound
  const word = (body ?? '').trim().toUpperCase()
  if (STOP_WORDS.has(word)) {
    await optOut(ctx, tx, 'keyword', [{ phoneNumber: from, reason: `Replied ${word}` }], [])
    return
  }
  const isListed = START_WORDS.has(word) && (await tx.count(optOuts, eq(optOuts.phoneNumber, from))) > 0
  if (isListed) await optIn(ctx, from, 'opt-outs.keyword')
  if (!RESERVED_WORDS.has(word)) await answerText(ctx, tx, { communicationId, from, to, body: body ?? '' })
}
