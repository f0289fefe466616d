import { and, eq } from 'drizzle-orm'
import { E164 } from '#shared/schemas/primitives'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { users } from '../../db/schema/users'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import { AppError } from '../../errors'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { recordAudit } from '../audit/record-audit'
import { passGate } from '../compliance/gate'
import { addEvent } from '../communications/events'
import { follow } from '../communications/follow-job'
import { communicationForm, type LogRow } from '../communications/form'
import { reserve } from '../communications/reserve'
import { findSender, type Sender } from '../communications/sender'
import { principalOfUser } from '../sessions/principals'
import { deliveryOf, emptyTwiml, required } from '../webhooks/callback-fields'
import { storeAndAct } from '../webhooks/store-delivery'
import { readClientIdentity } from './client-identity'
import { dialNumber, refuse, reject } from './client-twiml'

/** By then Twilio has reported the leg that it dialled, or nobody will. */
const LOOK_AFTER_MS = 60_000

/**
 * A call that a person's browser makes. Nothing that the browser says is believed: the person is asked for as they stand
 * now, the number goes through the gate, and the caller's number is one of the tenant's. The row is the leg that Twilio
 * dials: its statuses, price and length are those of the telephone that rings.
 *
 * @returns TwiML that dials, or says why not
 */
export async function answerClientCall(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const callSid = required(request, 'CallSid')
  const caller = await openCaller(ctx, required(request, 'From'))
  if (!caller) {
    ctx.app.logger.warn({ call_sid: callSid }, 'client_call_refused')
    return reject()
  }
  let refusal: string | null = null
  await storeAndAct(caller, deliveryOf(request, 'client-call', callSid, 'begin'), async (tx) => {
    try {
      const row = await begin({ ...caller, db: tx }, request, callSid)
      return { state: 'processed', communicationId: row.id }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusal = error.message
      return { state: 'processed', communicationId: null }
    }
  })
  const row = await findRow(ctx, callSid)
  return row ? dialNumber(ctx, row) : refuse(refusal ?? 'This call was refused.')
}

/** The end of the browser's own leg: nothing to write down, but whatever is still open is looked after soon. */
export async function endClientCall(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const callSid = required(request, 'CallSid')
  const status = required(request, 'CallStatus')
  await storeAndAct(ctx, deliveryOf(request, 'client-call', callSid, status), async (tx) => {
    const row = await findRow({ ...ctx, db: tx }, callSid)
    if (row) await follow(ctx, tx, row.id, ctx.app.clock.now())
    return { state: 'processed', communicationId: row?.id ?? null }
  })
  return emptyTwiml()
}

/** The person as they are now, as whoever acts; null for anybody who may not call. */
async function openCaller(ctx: TenantContext, from: string): Promise<TenantContext | null> {
  const identity = readClientIdentity(from)
  if (identity?.tenantId !== ctx.tenant.id || !ctx.tenant.isActive) return null
  const [user] = await ctx.db.find(users, {
    where: and(eq(users.id, identity.userId), eq(users.isActive, true)),
    limit: 1,
  })
  const principal = user && principalOfUser(user)
  return principal?.permissions.has('communication:send') ? { ...ctx, principal } : null
}

/** @throws AppError of the gate and of the day's limits; VALIDATION_ERROR and NOT_CONFIGURED for either number */
async function begin(ctx: TenantContext, request: TwilioDelivery, callSid: string): Promise<LogRow> {
  const to = E164.safeParse(request.get('To')?.trim()).data
  if (!to) throw new AppError('VALIDATION_ERROR', 'This is not a number that can be called.')
  const sender = await senderOf(ctx, request.get('CallerId'))
  const estimatedCost = ctx.settings.callMinutePriceMicros
  await passGate(ctx, { to, kind: 'call', estimatedMicros: estimatedCost })
  const now = nowText(ctx)
  const id = await reserve(ctx, ctx.db, {
    networkType: 'call',
    direction: 'outbound',
    toNumber: to,
    fromNumber: sender.number,
    phoneNumberId: sender.phoneNumberId,
    userId: Number(ctx.principal.actorId),
    status: 'pending',
    estimatedCost,
    createdAt: now,
    updatedAt: now,
  })
  const details = { actor: ctx.principal.actorName, request_id: ctx.request.id, client_call_sid: callSid }
  await addEvent(ctx, ctx.db, id, { type: 'created', source: 'caller', status: 'pending', applied: true, details })
  await follow(ctx, ctx.db, id, new Date(ctx.app.clock.now().getTime() + LOOK_AFTER_MS))
  const [row] = await ctx.db.find(log, { where: eq(log.id, id), limit: 1 })
  const after = communicationForm(row!)
  await recordAudit(ctx, ctx.db, {
    operation: 'phone.call',
    entity: 'communication',
    entityId: id,
    before: null,
    after,
  })
  return row!
}

/** The number that the browser asks for, where it is the tenant's; else the tenant's own. */
async function senderOf(ctx: TenantContext, asked: string | undefined): Promise<Sender> {
  try {
    return await findSender(ctx, E164.safeParse(asked).data)
  } catch (error) {
    if (error instanceof AppError && error.errorName === 'VALIDATION_ERROR') return findSender(ctx, undefined)
    throw error
  }
}

/** What a browser's call became: the delivery that began it knows. */
async function findRow(ctx: TenantContext, callSid: string): Promise<LogRow | undefined> {
  const where = and(
    eq(webhookDeliveries.providerSid, callSid),
    eq(webhookDeliveries.dedupeKey, `client-call/${callSid}/begin`),
  )
  const [delivery] = await ctx.db.find(webhookDeliveries, { where, limit: 1 })
  if (!delivery || delivery.communicationId === null) return undefined
  const [row] = await ctx.db.find(log, { where: eq(log.id, delivery.communicationId), limit: 1 })
  return row
}
