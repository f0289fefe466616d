import { and, asc, eq, inArray } from 'drizzle-orm'
import type { InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/phone-calls'
import { statusesOf } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { AppError, notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { addEvent, type EventType } from '../communications/events'
import type { LogRow } from '../communications/form'
import { callForm, freshForm, type PhoneCallForm } from './call-form'
import { foldCall, type CallState } from './call-state'
import { openConference } from './open-conference'

export type LiveCall = { row: LogRow & { twilioSid: string }; state: CallState }

/** The calls that run in the browser of the person who asks. A key has none. */
export async function listPhoneCalls(ctx: TenantContext): Promise<ListOf<PhoneCallForm>> {
  const mine = and(eq(log.userId, ownId(ctx) ?? -1), inArray(log.status, statusesOf('pending')))
  const rows = await ctx.db.find(log, { where: mine, orderBy: [asc(log.id)] })
  const forms = await Promise.all(rows.map(async (row) => [row, await foldCall(ctx, row.id)] as const))
  const running = forms.filter(([, state]) => state && !state.isHandedOver)
  const items = await Promise.all(running.map(([row, state]) => callForm(ctx, row, state!)))
  return { items, page: 1, perPage: Math.max(1, items.length), totalItems: items.length }
}

/** @throws AppError NOT_FOUND, CONFLICT for a call that is not under way, and what Twilio says */
export async function holdCall(ctx: TenantContext, { params }: InputOf<typeof contracts.holdCall>) {
  const call = await findLiveCall(ctx, params.id)
  if (!call.state.onHold) {
    const room = await openConference(ctx, call)
    await room.hold(call.row.twilioSid)
    await note(ctx, call.row, 'held', 'phone.hold', {}, (now) => !now.onHold)
  }
  return freshForm(ctx, call.row.id)
}

/** @throws AppError NOT_FOUND, CONFLICT for a call that is not under way or is being handed over, and what Twilio says */
export async function resumeCall(ctx: TenantContext, { params }: InputOf<typeof contracts.resumeCall>) {
  const call = await findLiveCall(ctx, params.id)
  if (call.state.transfer) throw new AppError('CONFLICT', 'It is being transferred: complete or cancel that first')
  if (call.state.onHold) {
    const room = await openConference(ctx, call)
    await room.release(call.row.twilioSid)
    await note(ctx, call.row, 'resumed', 'phone.resume', {}, (now) => now.onHold && !now.transfer)
  }
  return freshForm(ctx, call.row.id)
}

/**
 * A call under way in the browser of the person who asks.
 *
 * @throws AppError NOT_FOUND for anybody else's; CONFLICT before it was answered and after its end
 */
export async function findLiveCall(ctx: TenantContext, id: number): Promise<LiveCall> {
  const where = and(eq(log.id, id), eq(log.userId, ownId(ctx) ?? -1))
  const [row] = await ctx.db.find(log, { where, limit: 1 })
  const state = row && (await foldCall(ctx, row.id))
  if (!state || state.isHandedOver) throw notFound()
  const { status, twilioSid } = row
  if (status !== 'in-progress' || !twilioSid) throw new AppError('CONFLICT', `This call is ${status}`, { status })
  return { row: { ...row, twilioSid }, state }
}

/**
 * Writes down what became of a call, with who did it.
 *
 * @param mayBe of the call as it is then; a guess before the write would be true of two at once
 * @returns whether it could still be so
 */
export async function note(
  ctx: TenantContext,
  row: { id: number },
  type: EventType,
  operation: string,
  details: Record<string, unknown>,
  mayBe: (now: CallState) => boolean,
): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const now = await foldCall({ ...ctx, db: tx }, row.id)
    if (!now || !mayBe(now)) return false
    const source = ctx.principal.kind === 'system' ? ('trunkline' as const) : ('caller' as const)
    await addEvent(ctx, tx, row.id, { type, source, details: { actor: ctx.principal.actorName, ...details } })
    const after = { call: type, ...details }
    await recordAudit(ctx, tx, { operation, entity: 'communication', entityId: row.id, before: {}, after })
    return true
  })
}

/** A test key's session has no telephone. */
const ownId = ({ principal }: TenantContext): number | null =>
  principal.kind === 'user' && !principal.isTest ? Number(principal.actorId) : null
