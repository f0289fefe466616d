import { eq } from 'drizzle-orm'
import { isFinal } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { enqueue } from '../../jobs/outbox'
import { twilioConferences } from '../../providers/twilio/conferences'
import type { LogRow } from '../communications/form'
import { foldCall, type Transfer } from './call-state'
import { conferenceUrl } from './conference-name'
import { findConference } from './open-conference'
import { note } from './phone-calls'
import { askAboutLeg, hangUpTarget, readTarget } from './transfer-target'

export const WATCH_KIND = 'watch-transfer'
/** While somebody waits for it to ring; a talk before a warm one is completed may take its time. */
const WATCH_EVERY_MS = 1_000
const WATCH_LATER_MS = 5_000
const IS_LATE_MS = 60_000
/** A browser's leg says by itself how far it is; after so long without a word Twilio is asked. */
const LEG_SILENT_MS = 10_000
/** Longer than all tries to call somebody together: whoever was to call is gone. */
const NOBODY_CALLED_MS = 60_000

/** Sees to it that a transfer is seen through, in the transaction that begins it. */
export async function watch(ctx: TenantContext, tx: TenantDb, id: number, transferId: string): Promise<void> {
  const payload = { communication_id: id, transfer: transferId }
  const runAt = new Date(ctx.app.clock.now().getTime() + WATCH_EVERY_MS)
  await enqueue(ctx, tx, { id: `${WATCH_KIND}/${id}/${transferId}`, kind: WATCH_KIND, payload, runAt })
}

/**
 * Sees a transfer through: lets the other side through when somebody answers a cold one, and ends it when nobody does,
 * when the call is over, and when whoever began it died before anybody was called.
 *
 * @returns when to look again; nothing when it is over
 */
export async function watchTransfer(
  ctx: TenantContext,
  communicationId: number,
  transferId: string,
): Promise<{ again: Date } | undefined> {
  const row = await readRow(ctx, communicationId)
  const transfer = row && (await foldCall(ctx, row.id))?.transfer
  if (!row?.twilioSid || transfer?.id !== transferId) return undefined
  const now = ctx.app.clock.now().getTime()
  const ageMs = now - Date.parse(transfer.begunAt)
  const again = { again: new Date(now + (ageMs > IS_LATE_MS ? WATCH_LATER_MS : WATCH_EVERY_MS)) }
  if (isFinal(row.status)) {
    if (!(await hangUpTarget(ctx, transfer))) return again
    await giveUp(ctx, row, transfer, WATCH_KIND)
    return undefined
  }
  const target = await readTarget(ctx, transfer)
  if (!target && ageMs < NOBODY_CALLED_MS) return again
  if (target && !isFinal(target.status)) {
    if (target.status === 'in-progress' && transfer.kind === 'cold') {
      return (await letThrough(ctx, row, transfer, target.sid!)) ? undefined : again
    }
    const isSilent = transfer.leg && now - Date.parse(transfer.leg.toldAt) > LEG_SILENT_MS
    if (isSilent) await askAboutLeg(ctx, row.id, transfer)
    return again
  }
  await giveUp(ctx, row, transfer, WATCH_KIND)
  return undefined
}

/** Of a cold one nobody is left to take the call back: the other side is told so. */
export async function giveUp(ctx: TenantContext, row: LogRow, transfer: Transfer, operation: string): Promise<void> {
  const isCalling = (await readTarget(ctx, transfer)) !== null
  const nobodyLeft = transfer.kind === 'cold' && isCalling && !isFinal(row.status)
  const details = { on_hold: true, ...(nobodyLeft && { nobody_left: true }) }
  const isEnded = await note(ctx, row, 'transfer-ended', operation, details, (now) => now.transfer?.id === transfer.id)
  if (!isEnded || !nobodyLeft) return
  await twilioConferences(await ctx.app.clientFor(ctx)).sendTo(row.twilioSid!, conferenceUrl(ctx, row.id))
}

/** Writes down that the call is somebody else's now: a colleague's, who may go on with it as with any of theirs. */
export function handOver(
  ctx: TenantContext,
  row: LogRow,
  { id, to }: Transfer,
  targetSid: string,
  operation: string,
): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const owner = 'userId' in to ? { user_id: to.userId, client_call_sid: targetSid } : {}
    const mayBe = (now: { transfer: Transfer | null }) => now.transfer?.id === id
    if (!(await note({ ...ctx, db: tx }, row, 'transferred', operation, owner, mayBe))) return false
    if ('userId' in to) await tx.update(log, { userId: to.userId }, eq(log.id, row.id))
    return true
  })
}

export async function readRow(ctx: TenantContext, id: number): Promise<LogRow | undefined> {
  return (await ctx.db.find(log, { where: eq(log.id, id), limit: 1 }))[0]
}

/** @returns false while whoever answered has not come yet, or the call is over */
async function letThrough(ctx: TenantContext, row: LogRow, transfer: Transfer, targetSid: string): Promise<boolean> {
  const room = await findConference(ctx, row, [row.twilioSid!, targetSid])
  if (!room) return false
  await room.release(row.twilioSid!)
  return handOver(ctx, row, transfer, targetSid, WATCH_KIND)
}
