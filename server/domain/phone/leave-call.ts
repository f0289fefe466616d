import { eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { AppError } from '../../errors'
import type { LogRow } from '../communications/form'
import type { Transfer } from './call-state'
import { findConference } from './open-conference'
import { note } from './phone-calls'

/**
 * Writes down that whoever hands the call over goes. From then on nobody takes it back: what Twilio does not do at once
 * is done by the job that watches.
 *
 * @returns false where the transfer has ended, or it was written down before
 */
export function noteLeft(
  ctx: TenantContext,
  row: { id: number },
  { id }: Transfer,
  operation: string,
): Promise<boolean> {
  const isUnderWay = (now: { transfer: Transfer | null }) => now.transfer?.id === id && !now.transfer.isLeft
  return note(ctx, row, 'transfer-left', operation, { transfer: id }, isUnderWay)
}

/** Takes a browser out of the call, which goes on without it. Who has left already is out. */
export async function leaveRoom(ctx: TenantContext, row: { id: number }, browserSid: string): Promise<void> {
  const room = await findConference(ctx, row, [browserSid])
  try {
    await room?.endWith(browserSid, false)
    await room?.putOut(browserSid)
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}

/**
 * Leaves the other side to whoever has answered: each step may be done again, and the last one writes that it is theirs.
 *
 * @param target the leg that has answered
 * @returns false while one of the two is not there, or when it is no longer to be handed over
 */
export async function handOver(
  ctx: TenantContext,
  row: LogRow,
  { transfer, browserSid }: { transfer: Transfer; browserSid: string },
  target: string,
  operation: string,
): Promise<boolean> {
  const room = await findConference(ctx, row, [row.twilioSid!, target])
  if (!room) return false
  try {
    await room.endWith(target, true)
    await room.release(row.twilioSid!)
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
  await leaveRoom(ctx, row, browserSid)
  return noteHandedOver(ctx, row, transfer, target, operation)
}

/** The call is somebody else's now: a colleague's, who may go on with it as with any of theirs. */
function noteHandedOver(ctx: TenantContext, row: LogRow, { id, to }: Transfer, target: string, operation: string) {
  return ctx.db.transaction(async (tx) => {
    const owner = 'userId' in to ? { user_id: to.userId, client_call_sid: target } : {}
    const details = { transfer: id, ...owner }
    const isUnderWay = (now: { transfer: Transfer | null }) => now.transfer?.id === id
    if (!(await note({ ...ctx, db: tx }, row, 'transferred', operation, details, isUnderWay))) return false
    if ('userId' in to) await tx.update(log, { userId: to.userId }, eq(log.id, row.id))
    return true
  })
}

const isConflict = (error: unknown): boolean => error instanceof AppError && error.errorName === 'CONFLICT'
