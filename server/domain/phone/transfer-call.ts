import { eq } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/phone-calls'
import { isFinal } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { AppError, invalid } from '../../errors'
import { enqueue } from '../../jobs/outbox'
import { twilioConferences } from '../../providers/twilio/conferences'
import { cancelCommunication } from '../communications/cancel'
import type { LogRow } from '../communications/form'
import { sendCommunication } from '../communications/send'
import { foldCall } from './call-state'
import { conferenceUrl } from './conference-name'
import { joinConference } from './conference-twiml'
import { openConference } from './open-conference'
import { findLiveCall, freshForm, note, type LiveCall, type PhoneCallForm } from './phone-calls'

export const WATCH_KIND = 'watch-transfer'
const WATCH_EVERY_MS = 1_000

/**
 * Calls somebody to hand the call over to, as any call of the tenant's: under the gate, with a row of its own. The other
 * side waits with music. Warm, the person in the browser talks with whoever answers; cold, they leave at once, and the
 * other side is let through when somebody answers, or told that nobody does.
 *
 * @throws AppError NOT_FOUND; CONFLICT while another transfer is under way; what `sendCommunication` throws, the call then
 *   being as it was
 */
export async function transferCall(
  ctx: TenantContext,
  { params, body }: InputOf<typeof contracts.transferCall>,
): Promise<PhoneCallForm> {
  const call = await findLiveCall(ctx, params.id)
  const { kind, to } = body
  if (to === undefined) throw invalid('user_id', 'takes no calls')
  if (call.state.transfer) throw new AppError('CONFLICT', 'It is being transferred already')
  const { row, state } = call
  const room = await openConference(ctx, call)
  if (!state.onHold) await room.hold(row.twilioSid)
  const target = await callTarget(ctx, call, { kind, to }).catch(async (error: unknown) => {
    if (!state.onHold) await room.release(row.twilioSid)
    throw error
  })
  const details = { kind, to, communication_id: target.id }
  await note(ctx, row, 'transfer-begun', 'phone.transfer', details)
  await watch(ctx, row.id)
  if (kind === 'cold') {
    await room.endWith(state.browserSid, false)
    await room.putOut(state.browserSid)
  }
  return freshForm(ctx, row.id)
}

/** @throws AppError NOT_FOUND; CONFLICT unless somebody has answered */
export async function completeTransfer(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.completeTransfer>,
): Promise<PhoneCallForm> {
  const call = await findLiveCall(ctx, params.id)
  const { row, state } = call
  const target = state.transfer && (await readRow(ctx, state.transfer.communicationId))
  if (target?.status !== 'in-progress' || !target.twilioSid) {
    throw new AppError('CONFLICT', 'Nobody has answered to whom it could be handed over')
  }
  const room = await openConference(ctx, call)
  await room.endWith(target.twilioSid, true)
  await room.endWith(state.browserSid, false)
  await room.release(row.twilioSid)
  await note(ctx, row, 'transferred', 'phone.transfer.complete')
  await room.putOut(state.browserSid)
  return freshForm(ctx, row.id)
}

/** @throws AppError NOT_FOUND; CONFLICT when none is under way */
export async function cancelTransfer(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.cancelTransfer>,
): Promise<PhoneCallForm> {
  const { row, state } = await findLiveCall(ctx, params.id)
  if (!state.transfer) throw new AppError('CONFLICT', 'It is not being transferred')
  const target = await readRow(ctx, state.transfer.communicationId)
  if (target && !isFinal(target.status)) await cancelCommunication(ctx, { params: { id: target.id } })
  await giveUp(ctx, row, state.transfer.kind, 'phone.transfer.cancel')
  return freshForm(ctx, row.id)
}

/**
 * Sees a transfer through: lets the other side through when somebody answers a cold one, and ends it when nobody does.
 *
 * @returns when to look again; nothing when it is over
 */
export async function watchTransfer(ctx: TenantContext, communicationId: number): Promise<{ again: Date } | undefined> {
  const row = await readRow(ctx, communicationId)
  const state = row && (await foldCall(ctx, row.id))
  if (!row?.twilioSid || !state?.transfer || isFinal(row.status)) return undefined
  const target = await readRow(ctx, state.transfer.communicationId)
  const isCold = state.transfer.kind === 'cold'
  if (target?.status === 'in-progress' && isCold) {
    const room = await openConference(ctx, { row: { ...row, twilioSid: row.twilioSid }, state })
    await room.release(row.twilioSid)
    await note(ctx, row, 'transferred', WATCH_KIND)
    return undefined
  }
  if (target && !isFinal(target.status)) return { again: new Date(ctx.app.clock.now().getTime() + WATCH_EVERY_MS) }
  await giveUp(ctx, { ...row, twilioSid: row.twilioSid }, state.transfer.kind, WATCH_KIND)
  return undefined
}

/** Of a cold one nobody is left to take the call back: the other side is told so. */
async function giveUp(
  ctx: TenantContext,
  row: LiveCall['row'],
  kind: 'warm' | 'cold',
  operation: string,
): Promise<void> {
  await note(ctx, row, 'transfer-ended', operation)
  if (kind === 'warm') return
  await twilioConferences(await ctx.app.clientFor(ctx)).sendTo(row.twilioSid, conferenceUrl(ctx, row.id))
}

async function callTarget(ctx: TenantContext, { row }: LiveCall, { to, kind }: { to: string; kind: 'warm' | 'cold' }) {
  const { row: target } = await sendCommunication(ctx, {
    operation: 'phone.transfer',
    kind: 'call',
    to,
    sender: { number: row.fromNumber, phoneNumberId: row.phoneNumberId },
    content: `Transfer of call ${row.id}`,
    twiml: joinConference(ctx, row.id, kind === 'cold'),
    estimatedMicros: ctx.settings.callMinutePriceMicros,
    voiceMessageId: null,
    variables: {},
  })
  return target
}

async function watch(ctx: TenantContext, communicationId: number): Promise<void> {
  const id = `${WATCH_KIND}/${communicationId}`
  const payload = { communication_id: communicationId }
  const runAt = new Date(ctx.app.clock.now().getTime() + WATCH_EVERY_MS)
  await ctx.db.transaction((tx) => enqueue(ctx, tx, { id, kind: WATCH_KIND, payload, runAt }))
}

async function readRow(ctx: TenantContext, id: number): Promise<LogRow | undefined> {
  return (await ctx.db.find(log, { where: eq(log.id, id), limit: 1 }))[0]
}
