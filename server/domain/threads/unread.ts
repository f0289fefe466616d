import { desc, type SQL } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type {
  getUnread as GetUnread,
  readThread as ReadThread,
  seeMissedCalls as SeeMissedCalls,
} from '#shared/contracts/threads'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { addEvent } from '../communications/events'
import { ofThread, unreadOf, unseenCalls, unseenTexts } from './threads.queries'

/** What nobody has looked at; a voicemail is a missed call with words. */
export async function getUnread(ctx: TenantContext): Promise<DataOf<typeof GetUnread>> {
  return { texts: await ctx.db.count(log, unseenTexts), missed_calls: await ctx.db.count(log, unseenCalls) }
}

/** @throws AppError NOT_FOUND for a number that nothing was sent to or received from */
export async function readThread(
  ctx: TenantContext,
  { params }: InputOf<typeof ReadThread>,
): Promise<DataOf<typeof ReadThread>> {
  const [any] = await ctx.db.find(log, { where: ofThread(params.number), limit: 1 })
  if (!any) throw notFound()
  return { read: await see(ctx, unreadOf(params.number), { operation: 'threads.read', entityId: params.number }) }
}

/** Marks the missed calls as seen. */
export async function seeMissedCalls(ctx: TenantContext): Promise<DataOf<typeof SeeMissedCalls>> {
  return { seen: await see(ctx, unseenCalls, { operation: 'missed-calls.see', entityId: 'missed calls' }) }
}

/** One event, on the newest: by it every page that is open learns that there is less to look at. */
async function see(ctx: TenantContext, which: SQL, what: { operation: string; entityId: string }): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const [newest] = await tx.find(log, { where: which, orderBy: [desc(log.id)], limit: 1 })
    if (!newest) return 0
    const seen = (await tx.update(log, { seenAt: nowText(ctx) }, which)).length
    const details = { actor: ctx.principal.actorName, seen }
    await addEvent(ctx, tx, newest.id, { type: 'seen', source: 'caller', details })
    await recordAudit(ctx, tx, { ...what, entity: 'communication', before: null, after: { seen } })
    return seen
  })
}
