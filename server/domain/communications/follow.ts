import { eq } from 'drizzle-orm'
import { isFinal, statusOf } from '#shared/communication/status'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { ProviderRecord } from '../../providers/telephony'
import { fromMicros } from '../tenants/settings-form'
import { addEvent } from './events'
import type { LogRow } from './form'
import { lookForLost } from './look-for-lost'
import { recordStatus } from './record-status'
import { learnSender } from './sender'

const HOUR_MS = 60 * 60 * 1000
/** Waits grow with the communication's age, between these. */
const STATUS_WAIT = { min: 30_000, max: 6 * HOUR_MS, giveUpAfter: 72 * HOUR_MS }
const COST_WAIT = { min: 3_000, max: 6 * HOUR_MS, giveUpAfter: 48 * HOUR_MS }
const SANDBOX_WAIT = { ...STATUS_WAIT, min: 1_000 }

/**
 * One step in the life of a communication that nobody else reports. Without a SID it is looked for; with one it is
 * asked about; ended, its price is waited for. Callbacks usually come first, and then there is nothing to do.
 *
 * @returns when to look again; nothing when all is known
 */
export async function followCommunication(ctx: TenantContext, id: number): Promise<{ again: Date } | undefined> {
  const row = await read(ctx, id)
  if (!row) return undefined
  if (row.twilioSid === null) return isFinal(row.status) ? undefined : lookForLost(ctx, row)

  if (!isComplete(row)) {
    const record = await ask(ctx, row)
    if (record) await recordPoll(ctx, row, record)
  }
  const after = (await read(ctx, id)) ?? row
  if (isComplete(after)) return undefined
  if (isFinal(after.status)) return waitOn(ctx, after.endedAt ?? after.createdAt, COST_WAIT)
  return waitOn(ctx, after.createdAt, after.isTest ? SANDBOX_WAIT : STATUS_WAIT)
}

/** Ended, and what it cost is known, or can never be. */
function isComplete(row: LogRow): boolean {
  return isFinal(row.status) && row.costAmount !== null
}

async function ask(ctx: TenantContext, row: LogRow): Promise<ProviderRecord | null> {
  const telephony = await ctx.app.telephony(ctx, row.isTest)
  return row.networkType === 'call' ? telephony.fetchCall(row.twilioSid!) : telephony.fetchMessage(row.twilioSid!)
}

async function recordPoll(ctx: TenantContext, row: LogRow, record: ProviderRecord): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await learnSender(ctx, tx, row, record)
    const status = statusOf(record.providerStatus)
    if (status && status !== row.status) {
      await recordStatus(ctx, tx, row, {
        status,
        providerStatus: record.providerStatus,
        errorCode: record.errorCode,
        errorMessage: record.errorMessage,
        durationSeconds: record.durationSeconds,
        event: { type: 'polled', source: 'trunkline', details: { sid: record.sid } },
      })
    }
    const isNews = record.costMicros !== null && row.costAmount === null
    if (!isNews) return
    const known = { costAmount: record.costMicros, costCurrency: record.costCurrency }
    await tx.update(
      log,
      {
        ...known,
        durationSeconds: row.durationSeconds ?? record.durationSeconds,
        segments: record.segments ?? row.segments,
        updatedAt: nowText(ctx),
      },
      eq(log.id, row.id),
    )
    const details = { cost_amount: fromMicros(record.costMicros!), cost_currency: record.costCurrency }
    await addEvent(ctx, tx, row.id, { type: 'cost', source: 'twilio', details })
  })
}

async function read(ctx: TenantContext, id: number): Promise<LogRow | undefined> {
  const [row] = await ctx.db.find(log, { where: eq(log.id, id), limit: 1 })
  return row
}

/** As long again as it has lasted: often at first, rarely later, never for ever. */
function waitOn(ctx: TenantContext, since: string, wait: typeof STATUS_WAIT): { again: Date } | undefined {
  const now = ctx.app.clock.now().getTime()
  const ageMs = now - Date.parse(since)
  if (ageMs > wait.giveUpAfter) return undefined
  return { again: new Date(now + Math.min(wait.max, Math.max(wait.min, ageMs))) }
}
