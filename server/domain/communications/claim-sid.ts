import { and, eq, isNull, ne, or } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import { communicationLog as log } from '../../db/schema/communication-log'
import { voiceXml } from '../../db/schema/voice-xml'
import type { TenantDb } from '../../db/tenant-db'
import { addEvent } from './events'
import { follow } from './follow-job'
import type { LogRow } from './form'
import { replayUnmatched } from './replay-unmatched'

/**
 * Ties a SID to a row on the provider's own word: the answer to our request, or a callback whose address bears our id.
 * A row that had only been matched to that SID by looking gives it up and is settled anew.
 *
 * @returns whether the row holds the SID now
 */
export async function claimSid(ctx: TenantContext, tx: TenantDb, row: LogRow, sid: string): Promise<boolean> {
  if (row.twilioSid === sid) return true // a SID that a row holds is taken from it only inside this function
  const [current] = await tx.find(log, { where: eq(log.id, row.id), limit: 1 })
  if (!current) return false
  if (current.twilioSid === sid) return true
  if (current.twilioSid !== null && !(await wasAdopted(tx, row.id))) return false
  const [other] = await tx.find(log, { where: and(eq(log.twilioSid, sid), ne(log.id, row.id)), limit: 1 })
  if (other && !(await releaseAdopted(ctx, tx, other))) return false
  if (current.twilioSid !== null) await forgetSid(ctx, tx, current)
  await tx.update(log, { twilioSid: sid, updatedAt: nowText(ctx) }, eq(log.id, row.id))
  await replayUnmatched(ctx, tx, sid)
  return true
}

/**
 * Ties a SID that was found by looking to a row without one.
 *
 * @returns false when another row holds it
 */
export async function adoptSid(ctx: TenantContext, tx: TenantDb, row: LogRow, sid: string): Promise<boolean> {
  const [holder] = await tx.find(log, { where: eq(log.twilioSid, sid), limit: 1 })
  if (holder) return holder.id === row.id
  const free = and(eq(log.id, row.id), or(isNull(log.twilioSid), eq(log.twilioSid, sid)))
  const [after] = await tx.update(log, { twilioSid: sid, updatedAt: nowText(ctx) }, free)
  if (after) {
    await addEvent(ctx, tx, row.id, { type: 'adopted', source: 'trunkline', details: { sid } })
    await replayUnmatched(ctx, tx, sid)
  }
  return after !== undefined
}

async function releaseAdopted(ctx: TenantContext, tx: TenantDb, row: LogRow): Promise<boolean> {
  if (!(await wasAdopted(tx, row.id))) return false
  await forgetSid(ctx, tx, row)
  await addEvent(ctx, tx, row.id, {
    type: 'released',
    source: 'twilio',
    status: 'unknown',
    applied: true,
    details: { sid: row.twilioSid },
  })
  await follow(ctx, tx, row.id, ctx.app.clock.now())
  return true
}

/** All that a SID brought goes with it: status, price and length were another communication's. */
async function forgetSid(ctx: TenantContext, tx: TenantDb, row: LogRow): Promise<void> {
  const nothing = { providerStatus: null, errorCode: null, errorMessage: null, costAmount: null, costCurrency: null }
  await tx.update(
    log,
    { ...nothing, twilioSid: null, status: 'unknown', durationSeconds: null, endedAt: null, updatedAt: nowText(ctx) },
    eq(log.id, row.id),
  )
  if (row.voiceXmlId !== null) await tx.update(voiceXml, { expiresAt: null }, eq(voiceXml.id, row.voiceXmlId))
}

async function wasAdopted(tx: TenantDb, communicationId: number): Promise<boolean> {
  const where = and(eq(communicationEvents.communicationId, communicationId), eq(communicationEvents.type, 'adopted'))
  return (await tx.count(communicationEvents, where)) > 0
}
