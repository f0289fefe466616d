import { and, eq, inArray } from 'drizzle-orm'
import { NOT_ACCEPTED } from '#shared/communication/failure-kinds'
import { statusOf } from '#shared/communication/status'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { ProviderRecord } from '../../providers/telephony'
import { adoptSid } from './claim-sid'
import { addEvent } from './events'
import type { LogRow } from './form'
import { afterTheEnd, recordStatus } from './record-status'

/** Ages at which a communication without a SID is looked for; after the last one it counts as never accepted. */
const LOOKS_AT_MS = [15_000, 5 * 60_000, 15 * 60_000]
/**
 * Younger ones are left alone: an equal send of ours may still be waiting for the answer that names it, and providers
 * answer within 10 seconds or not at all.
 */
const SETTLED_AGE_MS = 15_000
/** Their clock and ours differ a little. */
const CLOCK_SKEW_MS = 60_000

/**
 * Finds out what became of a send whose answer never came, by asking and never by sending again: what was sent to the
 * same number from the same number since, with the same text, that no other row holds, is the one.
 */
export async function lookForLost(ctx: TenantContext, row: LogRow): Promise<{ again: Date } | undefined> {
  const now = ctx.app.clock.now().getTime()
  const bornAt = Date.parse(row.createdAt)
  const found = await candidates(ctx, row, bornAt, now)
  for (const record of found) {
    const settled = await ctx.db.transaction(async (tx) => {
      if (!(await adoptSid(ctx, tx, row, record.sid))) return false
      await recordStatus(ctx, tx, row, {
        status: statusOf(record.providerStatus) ?? 'queued',
        providerStatus: record.providerStatus,
        errorCode: record.errorCode,
        errorMessage: record.errorMessage,
        durationSeconds: record.durationSeconds,
        event: { type: 'polled', source: 'trunkline', details: { sid: record.sid } },
      })
      return true
    })
    if (settled) return { again: new Date(now) }
  }
  return recordLook(ctx, row, found.length, now)
}

async function candidates(ctx: TenantContext, row: LogRow, bornAt: number, now: number): Promise<ProviderRecord[]> {
  const telephony = await ctx.app.telephony(ctx, row.isTest)
  const filter = { to: row.toNumber, from: row.fromNumber, since: new Date(bornAt - CLOCK_SKEW_MS) }
  const isCall = row.networkType === 'call'
  const listed = isCall ? await telephony.listCalls(filter) : await telephony.listMessages(filter)
  return listed
    .filter((record) => isCall || record.body === row.messageContent)
    .filter((record) => {
      const madeAt = record.createdAt?.getTime() ?? 0
      return madeAt >= bornAt - CLOCK_SKEW_MS && madeAt <= now - SETTLED_AGE_MS
    })
    .sort((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0))
}

async function recordLook(ctx: TenantContext, row: LogRow, heldByOthers: number, now: number) {
  return ctx.db.transaction(async (tx) => {
    const looked = and(eq(communicationEvents.communicationId, row.id), eq(communicationEvents.type, 'looked'))
    const looks = 1 + (await tx.count(communicationEvents, looked))
    const open = and(eq(log.id, row.id), inArray(log.status, ['pending', 'unknown']))
    const ageMs = now - Date.parse(row.createdAt)
    await addEvent(ctx, tx, row.id, {
      type: 'looked',
      source: 'trunkline',
      details: { look: looks, found: heldByOthers },
    })
    const isLast = looks >= LOOKS_AT_MS.length && ageMs >= LOOKS_AT_MS.at(-1)!
    if (!isLast) {
      await tx.update(log, { status: 'unknown', updatedAt: nowText(ctx) }, open)
      const next = LOOKS_AT_MS.find((at) => at > ageMs) ?? ageMs + SETTLED_AGE_MS
      return { again: new Date(Date.parse(row.createdAt) + next) }
    }
    const end = { status: 'failed', errorMessage: NOT_ACCEPTED, updatedAt: nowText(ctx), endedAt: nowText(ctx) }
    const [after] = await tx.update(log, end, open)
    if (after)
      await addEvent(ctx, tx, row.id, { type: 'not-accepted', source: 'trunkline', status: 'failed', applied: true })
    if (after) await afterTheEnd(ctx, tx, after)
    return undefined
  })
}
