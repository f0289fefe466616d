import { eq } from 'drizzle-orm'
import { isFinal } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { enqueue } from '../../jobs/outbox'
import { twilioConferences } from '../../providers/twilio/conferences'
import type { LogRow } from '../communications/form'
import { foldCall, type Transfer } from './call-state'
import { conferenceUrl } from './conference-name'
import { handOver, leaveRoom, noteLeft } from './leave-call'
import { findConference } from './open-conference'
import { note } from './phone-calls'
import { askAboutLeg, hangUpTarget, readTarget } from './transfer-target'

export const WATCH_KIND = 'watch-transfer'
/** While somebody waits for it to ring; a talk before a warm one is completed may take its time. */
const WATCH_EVERY_MS = 1_000
const WATCH_LATER_MS = 5_000
const IS_LATE_MS = 60_000
/** A browser's leg says by itself how far it is; after so long without a word Twilio is asked, and ever more rarely. */
const LEG_SILENT_MS = { first: 10_000, most: 300_000 }
/** Longer than all tries to call somebody together: whoever was to call is gone. */
const NOBODY_CALLED_MS = 60_000

/** Which transfer is watched, and how far that is. */
export interface Watch {
  communication_id: number
  transfer: string
  /** The browser was taken out of the call. */
  is_out?: boolean
  /** When Twilio was last asked about a leg that says nothing. */
  asked_at?: string
}

/** Sees to it that a transfer is seen through, in the transaction that begins it. */
export async function watch(ctx: TenantContext, tx: TenantDb, id: number, transferId: string): Promise<void> {
  const payload: Watch = { communication_id: id, transfer: transferId }
  const runAt = new Date(ctx.app.clock.now().getTime() + WATCH_EVERY_MS)
  const job = { id: `${WATCH_KIND}/${id}/${transferId}`, kind: WATCH_KIND, payload: { ...payload }, runAt }
  await enqueue(ctx, tx, job)
}

/**
 * Sees a transfer through, whoever began it being there or not: takes out of the call who has left it, leaves the other
 * side to who answers, and ends it when nobody does, when the call is over, and when nobody was ever called.
 *
 * @returns when to look again; nothing when it is over
 */
export async function watchTransfer(
  ctx: TenantContext,
  watched: Watch,
): Promise<{ again: Date; payload: Record<string, unknown> } | undefined> {
  const row = await readRow(ctx, watched.communication_id)
  const state = row && (await foldCall(ctx, row.id))
  if (!row?.twilioSid || !state) return undefined
  if (state.failed) return letDown(ctx, row, row.twilioSid)
  const { transfer, browserSid } = state
  if (transfer?.id !== watched.transfer) return undefined

  const now = ctx.app.clock.now()
  const ageMs = now.getTime() - Date.parse(transfer.begunAt)
  const againAt = new Date(now.getTime() + (ageMs > IS_LATE_MS ? WATCH_LATER_MS : WATCH_EVERY_MS))
  const again = (news: Partial<Watch> = {}) => ({ again: againAt, payload: { ...watched, ...news } })
  const target = await readTarget(ctx, transfer)
  if (isFinal(row.status)) {
    if (!(await hangUpTarget(ctx, transfer))) return again()
  } else if (target ? !isFinal(target.status) : ageMs < NOBODY_CALLED_MS) {
    const isLeft = transfer.isLeft || (transfer.kind === 'cold' && target?.sid && (await leave()))
    if (isLeft && target?.status === 'in-progress') {
      if (await handOver(ctx, row, { transfer, browserSid }, target.sid!, WATCH_KIND)) return undefined
    }
    if (isLeft && !watched.is_out) await leaveRoom(ctx, row, browserSid)
    const asks = isSilent(transfer, watched, now)
    if (asks) await askAboutLeg(ctx, row.id, transfer)
    return again({ ...(isLeft && { is_out: true }), ...(asks && { asked_at: now.toISOString() }) })
  }
  if (await giveUp(ctx, row, transfer, WATCH_KIND)) await letDown(ctx, row, row.twilioSid)
  return undefined

  /** Whoever was to leave died before, or did not know yet whether somebody is called. */
  function leave(): Promise<boolean> {
    return noteLeft(ctx, row!, transfer!, WATCH_KIND)
  }
}

/**
 * Ends a transfer that nobody took.
 *
 * @returns whether nobody is left to take the call back: then the other side has to be told, which the job does
 */
export function giveUp(ctx: TenantContext, row: LogRow, { id }: Transfer, operation: string): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx }
    const now = await foldCall(inside, row.id)
    const isRunning = !isFinal((await readRow(inside, row.id))!.status)
    const nobodyLeft = isRunning && now?.transfer?.isLeft === true
    const details = { transfer: id, on_hold: true, ...(nobodyLeft && { nobody_left: true }) }
    const isEnded = await note(inside, row, 'transfer-ended', operation, details, (each) => each.transfer?.id === id)
    return isEnded && nobodyLeft
  })
}

export async function readRow(ctx: TenantContext, id: number): Promise<LogRow | undefined> {
  return (await ctx.db.find(log, { where: eq(log.id, id), limit: 1 }))[0]
}

/** Sends the other side to where they are told; who is not in the room any more is told already, or has hung up. */
async function letDown(ctx: TenantContext, row: LogRow, customerSid: string): Promise<undefined> {
  if (isFinal(row.status) || !(await findConference(ctx, row, [customerSid]))) return
  try {
    await twilioConferences(await ctx.app.clientFor(ctx)).sendTo(customerSid, conferenceUrl(ctx, row.id))
  } catch (error) {
    if (!(error instanceof AppError && error.errorName === 'CONFLICT')) throw error
  }
}

/** After each time as long again as it has been silent. */
function isSilent({ leg }: Transfer, { asked_at: askedAt }: Watch, now: Date): boolean {
  if (!leg) return false
  const toldAt = Date.parse(leg.toldAt)
  const askedMs = askedAt === undefined ? toldAt : Math.max(toldAt, Date.parse(askedAt))
  const pauseMs = Math.min(LEG_SILENT_MS.most, Math.max(LEG_SILENT_MS.first, askedMs - toldAt))
  return now.getTime() - askedMs > pauseMs
}
