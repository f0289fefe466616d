import type { InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/phone-calls'
import { isFinal } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { AppError, invalid } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { addEvent } from '../communications/events'
import { ownNumbers } from '../numbers/own-numbers'
import { freshForm, type PhoneCallForm } from './call-form'
import { foldCall, type Transfer } from './call-state'
import { handOver, leaveRoom, noteLeft } from './leave-call'
import { findConference, openConference, PATIENCE_MS } from './open-conference'
import { findLiveCall, note, type LiveCall } from './phone-calls'
import { numbersOf } from './numbers-of'
import { mayTake } from './phone-people'
import { callTarget, hangUpTarget, readTarget } from './transfer-target'
import { giveUp, readRow, watch } from './watch-transfer'

type Input = InputOf<typeof contracts.transferCall>

/**
 * Calls somebody to hand the call over to. The other side waits with music. Warm, the person in the browser talks with
 * whoever answers; cold, they leave as soon as somebody is called for certain, and the other side is let through when
 * somebody answers, or told that nobody does. That it begins is written before anybody is called: of two at once one
 * begins, and what a crash leaves behind is seen, and ended, as any transfer is.
 *
 * @throws AppError NOT_FOUND; VALIDATION_ERROR for whoever cannot take it; CONFLICT while another transfer is under way,
 *   or when this one ended meanwhile; what `callTarget` throws, the call then being as it was
 */
export async function transferCall(ctx: TenantContext, { params, body }: Input): Promise<PhoneCallForm> {
  const call = await findLiveCall(ctx, params.id)
  const { row, state } = call
  const { transfer, wasOnHold } = await begin(ctx, call, body.kind, await whomOf(ctx, call, body))
  const undo = { transfer, wasOnHold, isHeldByUs: false }
  let called: Transfer
  try {
    const room = await openConference(ctx, call)
    undo.isHeldByUs = !wasOnHold
    if (!wasOnHold) await room.hold(row.twilioSid)
    called = await callTarget(ctx, call, transfer)
  } catch (error) {
    await takeBack(ctx, row, undo)
    throw error
  }
  const now = await foldCall(ctx, row.id)
  const isTheirs = now?.handedOverBy === transfer.id
  if (!isTheirs && (now?.transfer?.id !== transfer.id || isFinal((await readRow(ctx, row.id))!.status))) {
    await hangUpTarget(ctx, called)
    throw new AppError('CONFLICT', 'This call is over, or not being transferred any more')
  }
  const isCalled = now.transfer && (await readTarget(ctx, now.transfer))?.sid
  if (body.kind === 'cold' && isCalled && (await noteLeft(ctx, row, transfer, 'phone.transfer'))) {
    await leaveRoom(ctx, row, state.browserSid).catch(watched)
  }
  return freshForm(ctx, row.id)
}

/** @throws AppError NOT_FOUND; CONFLICT unless somebody has answered */
export async function completeTransfer(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.completeTransfer>,
): Promise<PhoneCallForm> {
  const operation = 'phone.transfer.complete'
  const { row, state } = await findLiveCall(ctx, params.id)
  const { transfer, browserSid } = state
  const target = transfer && (await readTarget(ctx, transfer))
  const sid = target?.status === 'in-progress' ? target.sid : null
  const isThere = sid !== null && (await findConference(ctx, row, [row.twilioSid, sid], PATIENCE_MS)) !== null
  if (!transfer || !isThere) throw new AppError('CONFLICT', 'Nobody has answered to whom it could be handed over')
  if (!transfer.isLeft && !(await noteLeft(ctx, row, transfer, operation))) {
    const now = await foldCall(ctx, row.id)
    const isDone = now?.transfer?.id === transfer.id || now?.handedOverBy === transfer.id
    if (!isDone) throw new AppError('CONFLICT', 'It is not being transferred any more')
  }
  await handOver(ctx, row, { transfer, browserSid }, sid, operation).catch(watched)
  return freshForm(ctx, row.id)
}

/** @throws AppError NOT_FOUND; CONFLICT when none is under way, or Twilio does not hang up on who answered */
export async function cancelTransfer(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.cancelTransfer>,
): Promise<PhoneCallForm> {
  const { row, state } = await findLiveCall(ctx, params.id)
  if (!state.transfer) throw new AppError('CONFLICT', 'It is not being transferred')
  if (state.transfer.isLeft) throw new AppError('CONFLICT', 'You have left this call')
  const target = await readTarget(ctx, state.transfer)
  // One that only rings finds no transfer when it answers, and is hung up then.
  if (!(await hangUpTarget(ctx, state.transfer)) && target?.status === 'in-progress') {
    throw new AppError('CONFLICT', 'Twilio does not let them go; try again in a moment', null, { retryAfterSeconds: 2 })
  }
  await giveUp(ctx, row, state.transfer, 'phone.transfer.cancel')
  return freshForm(ctx, row.id)
}

/** @throws AppError VALIDATION_ERROR for whoever is not there, takes no calls, asks, or is part of the call already */
async function whomOf(
  ctx: TenantContext,
  { row }: LiveCall,
  { to, user_id: userId }: Input['body'],
): Promise<Transfer['to']> {
  if (to !== undefined) {
    const { customer, own } = numbersOf(row)
    if (to === customer) throw invalid('to', 'is the number of this call')
    const isOwn = to === own || (await ownNumbers(ctx, [to])).has(to)
    if (isOwn) throw invalid('to', 'is one of your own: calls would go in circles')
    return { number: to }
  }
  const user = userId === Number(ctx.principal.actorId) ? undefined : await mayTake(ctx, userId!)
  if (!user) throw invalid('user_id', 'is nobody who takes calls')
  return { userId: userId!, name: user.displayName }
}

/** @throws AppError CONFLICT while another is under way */
function begin(ctx: TenantContext, { row }: LiveCall, kind: Transfer['kind'], to: Transfer['to']) {
  const id = ctx.app.ids.uuid()
  const whom = 'number' in to ? { to: to.number } : { user_id: to.userId, name: to.name }
  return ctx.db.transaction(async (tx) => {
    const before = await foldCall({ ...ctx, db: tx }, row.id)
    if (!before || before.transfer || before.failed) throw new AppError('CONFLICT', 'It is being transferred already')
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

/**
 * Leaves the call as it was before somebody was to be called. It may have been ended by somebody else, and another begun:
 * only who ends it lets the other side go.
 */
async function takeBack(
  ctx: TenantContext,
  row: LiveCall['row'],
  { transfer, wasOnHold, isHeldByUs }: { transfer: Transfer; wasOnHold: boolean; isHeldByUs: boolean },
): Promise<void> {
  const details = { transfer: transfer.id, on_hold: wasOnHold || isHeldByUs }
  const isOurs = await note(ctx, row, 'transfer-ended', 'phone.transfer', details, (now) => {
    return now.transfer?.id === transfer.id
  })
  if (!isOurs || !isHeldByUs) return
  // Where Twilio does not do it, music is what is heard, and what the page says.
  const room = await findConference(ctx, row, [row.twilioSid]).catch(watched)
  const isReleased = await room?.release(row.twilioSid).then(() => true, watched)
  if (isReleased) await note(ctx, row, 'resumed', 'phone.transfer', {}, (now) => now.onHold && !now.transfer)
}

/** What Twilio did not do is not the end of it; anything else is a fault of ours. */
function watched(error: unknown): undefined {
  if (error instanceof AppError) return undefined
  throw error
}
