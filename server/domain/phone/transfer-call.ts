import type { InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/phone-calls'
import { isFinal } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { AppError, invalid } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { addEvent } from '../communications/events'
import { freshForm, type PhoneCallForm } from './call-form'
import { foldCall, type Transfer } from './call-state'
import { findConference, openConference, PATIENCE } from './open-conference'
import { findLiveCall, note, type LiveCall } from './phone-calls'
import { mayTake } from './phone-people'
import { callTarget, hangUpTarget, readTarget } from './transfer-target'
import { giveUp, handOver, readRow, watch } from './watch-transfer'

type Input = InputOf<typeof contracts.transferCall>

/**
 * Calls somebody to hand the call over to. The other side waits with music. Warm, the person in the browser talks with
 * whoever answers; cold, they leave at once, and the other side is let through when somebody answers, or told that nobody
 * does. That it begins is written before anybody is called: of two at once one begins, and what a crash leaves behind is
 * seen, and ended, as any transfer is.
 *
 * @throws AppError NOT_FOUND; VALIDATION_ERROR for a person who takes no calls; CONFLICT while another transfer is under
 *   way; what `callTarget` throws, the call then being as it was
 */
export async function transferCall(ctx: TenantContext, { params, body }: Input): Promise<PhoneCallForm> {
  const call = await findLiveCall(ctx, params.id)
  const { transfer, wasOnHold } = await begin(ctx, call, body.kind, await whomOf(ctx, body))
  const { row, state } = call
  const undo = { transfer, onHold: wasOnHold, isHeldByUs: false }
  try {
    const room = await openConference(ctx, call)
    undo.isHeldByUs = !wasOnHold
    if (!wasOnHold) await room.hold(row.twilioSid)
    undo.transfer = await callTarget(ctx, call, transfer)
    if (await isGone(ctx, row.id, transfer)) throw new AppError('CONFLICT', 'This call is over')
    if (body.kind === 'cold') {
      await room.endWith(state.browserSid, false)
      await room.putOut(state.browserSid)
    }
  } catch (error) {
    await takeBack(ctx, call, undo)
    throw error
  }
  return freshForm(ctx, row.id)
}

/** @throws AppError NOT_FOUND; CONFLICT unless somebody has answered */
export async function completeTransfer(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.completeTransfer>,
): Promise<PhoneCallForm> {
  const { row, state } = await findLiveCall(ctx, params.id)
  const { transfer, browserSid } = state
  const target = transfer && (await readTarget(ctx, transfer))
  const hasAnswered = target?.status === 'in-progress' && target.sid !== null
  const who = hasAnswered ? [row.twilioSid, browserSid, target.sid!] : []
  const room = hasAnswered ? await findConference(ctx, row, who, PATIENCE.looks) : null
  if (!transfer || !room) throw new AppError('CONFLICT', 'Nobody has answered to whom it could be handed over')
  await room.endWith(target!.sid!, true)
  await room.endWith(browserSid, false)
  await room.release(row.twilioSid)
  if (!(await handOver(ctx, row, transfer, target!.sid!, 'phone.transfer.complete'))) {
    // It ended meanwhile, and the call is still here: nobody must be left alone when this browser leaves.
    const now = await foldCall(ctx, row.id)
    if (now?.browserSid === browserSid && !now.isHandedOver) await room.endWith(browserSid, true)
    throw new AppError('CONFLICT', 'It is not being transferred any more')
  }
  await room.putOut(browserSid)
  return freshForm(ctx, row.id)
}

/** @throws AppError NOT_FOUND; CONFLICT when none is under way, or Twilio does not hang up on who answered */
export async function cancelTransfer(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.cancelTransfer>,
): Promise<PhoneCallForm> {
  const { row, state } = await findLiveCall(ctx, params.id)
  if (!state.transfer) throw new AppError('CONFLICT', 'It is not being transferred')
  const target = await readTarget(ctx, state.transfer)
  // One that only rings finds no transfer when it answers, and is hung up then.
  if (!(await hangUpTarget(ctx, state.transfer)) && target?.status === 'in-progress') {
    throw new AppError('CONFLICT', 'Twilio does not let them go; try again in a moment', null, { retryAfterSeconds: 2 })
  }
  await giveUp(ctx, row, state.transfer, 'phone.transfer.cancel')
  return freshForm(ctx, row.id)
}

/** @throws AppError VALIDATION_ERROR for whoever is not there, takes no calls, or asks */
async function whomOf(ctx: TenantContext, { to, user_id: userId }: Input['body']): Promise<Transfer['to']> {
  if (userId === undefined) return { number: to! }
  const user = userId === Number(ctx.principal.actorId) ? undefined : await mayTake(ctx, userId)
  if (!user) throw invalid('user_id', 'is nobody who takes calls')
  return { userId, name: user.displayName }
}

/** @throws AppError CONFLICT while another is under way */
function begin(ctx: TenantContext, { row }: LiveCall, kind: Transfer['kind'], to: Transfer['to']) {
  const id = ctx.app.ids.uuid()
  const whom = 'number' in to ? { to: to.number } : { user_id: to.userId, name: to.name }
  return ctx.db.transaction(async (tx) => {
    const before = await foldCall({ ...ctx, db: tx }, row.id)
    if (!before || before.transfer) throw new AppError('CONFLICT', 'It is being transferred already')
    const details = { actor: ctx.principal.actorName, transfer: id, kind, ...whom }
    await addEvent(ctx, tx, row.id, { type: 'transfer-begun', source: 'caller', details })
    const after = { call: 'transfer-begun', kind, ...whom }
    const entity = { entity: 'communication', entityId: row.id } as const
    await recordAudit(ctx, tx, { operation: 'phone.transfer', ...entity, before: {}, after })
    await watch(ctx, tx, row.id, id)
    const { transfer } = (await foldCall({ ...ctx, db: tx }, row.id))!
    return { transfer: transfer!, wasOnHold: before.onHold }
  })
}

/** Whether the call ended, or the transfer was given up, while somebody was being called. */
async function isGone(ctx: TenantContext, id: number, { id: transferId }: Transfer): Promise<boolean> {
  const row = await readRow(ctx, id)
  const now = await foldCall(ctx, id)
  return !row || isFinal(row.status) || now?.transfer?.id !== transferId
}

/** Leaves the call as it was before somebody was to be called. */
async function takeBack(
  ctx: TenantContext,
  { row, state }: LiveCall,
  { transfer, onHold, isHeldByUs }: { transfer: Transfer; onHold: boolean; isHeldByUs: boolean },
): Promise<void> {
  await hangUpTarget(ctx, transfer)
  const details = { on_hold: onHold || (isHeldByUs && !(await letGo())) }
  await note(ctx, row, 'transfer-ended', 'phone.transfer', details, (now) => now.transfer?.id === transfer.id)

  /** @returns false where Twilio does not do it: then music is what is heard, and what the page says */
  async function letGo(): Promise<boolean> {
    try {
      const room = await findConference(ctx, row, [row.twilioSid, state.browserSid])
      await room?.endWith(state.browserSid, true)
      await room?.release(row.twilioSid)
      return true
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  }
}
