import { and, eq, inArray } from 'drizzle-orm'
import { UNREACHABLE } from '#shared/communication/failure-kinds'
import { statusOf } from '#shared/communication/status'
import { explainTwilioError } from '#shared/communication/twilio-errors'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import type { ProviderRecord, SendOutcome } from '../../providers/telephony'
import { optOut } from '../compliance/opt-outs'
import { claimSid } from './claim-sid'
import { addEvent } from './events'
import { follow } from './follow-job'
import type { LogRow } from './form'
import { afterTheEnd, recordStatus } from './record-status'
import { learnSender } from './sender'

/** When an ambiguous send is first looked for: by then the provider lists what it took. */
const FIRST_LOOK_MS = 15_000
/** When a status is first asked for, should no callback have come. */
const FIRST_POLL_MS = 30_000
const SANDBOX_POLL_MS = 1_000
/** "Attempt to send to unsubscribed recipient": the person told Twilio, not us. */
const OPTED_OUT_AT_TWILIO = 21610

/** Writes down how a send ended. A callback may have overtaken it, so nothing here moves a row back. */
export async function recordOutcome(ctx: TenantContext, row: LogRow, outcome: SendOutcome): Promise<LogRow> {
  await ctx.db.transaction(async (tx) => {
    switch (outcome.kind) {
      case 'accepted':
        return recordAccepted(ctx, tx, row, outcome.record)
      case 'refused':
        return recordRefused(ctx, tx, row, outcome.refusal)
      case 'unavailable':
        return recordFailed(ctx, tx, row, 'unavailable', null, `${UNREACHABLE}: ${outcome.reason}`)
      case 'ambiguous':
        return recordAmbiguous(ctx, tx, row, outcome.reason)
    }
  })
  const [after] = await ctx.db.find(log, { where: eq(log.id, row.id), limit: 1 })
  return after!
}

async function recordAccepted(ctx: TenantContext, tx: TenantDb, row: LogRow, record: ProviderRecord): Promise<void> {
  await claimSid(ctx, tx, row, record.sid)
  await learnSender(ctx, tx, row, record)
  await recordStatus(ctx, tx, row, {
    status: statusOf(record.providerStatus) ?? 'queued',
    providerStatus: record.providerStatus,
    event: { type: 'accepted', source: 'twilio', details: { sid: record.sid } },
  })
  const afterMs = row.isTest ? SANDBOX_POLL_MS : FIRST_POLL_MS
  await follow(ctx, tx, row.id, new Date(ctx.app.clock.now().getTime() + afterMs))
}

async function recordRefused(
  ctx: TenantContext,
  tx: TenantDb,
  row: LogRow,
  refusal: { code: number; message: string; httpStatus: number },
): Promise<void> {
  await recordFailed(
    ctx,
    tx,
    row,
    'refused',
    refusal.code,
    explainTwilioError(refusal.code) ?? refusal.message,
    refusal,
  )
  if (refusal.code === OPTED_OUT_AT_TWILIO && !row.isTest) {
    await optOut(ctx, tx, 'twilio', [{ phoneNumber: row.toNumber, reason: 'Twilio answered 21610' }], [])
  }
}

async function recordFailed(
  ctx: TenantContext,
  tx: TenantDb,
  row: LogRow,
  type: 'refused' | 'unavailable',
  errorCode: number | null,
  errorMessage: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  const now = nowText(ctx)
  // Nothing left us, and the caller is told to come back: its key must then make a new row, not find this one.
  const freedKey = type === 'unavailable' ? { idempotencyKey: null } : {}
  const [after] = await tx.update(
    log,
    { status: 'failed', errorCode, errorMessage, updatedAt: now, endedAt: now, ...freedKey },
    and(eq(log.id, row.id), inArray(log.status, ['pending', 'unknown'])),
  )
  const event = { type, source: 'twilio' as const, status: 'failed', applied: after !== undefined }
  await addEvent(ctx, tx, row.id, { ...event, details: { ...details, message: errorMessage } })
  if (after) await afterTheEnd(ctx, tx, after)
}

async function recordAmbiguous(ctx: TenantContext, tx: TenantDb, row: LogRow, reason: string): Promise<void> {
  const mine = and(eq(log.id, row.id), eq(log.status, 'pending'))
  const [after] = await tx.update(log, { status: 'unknown', updatedAt: nowText(ctx) }, mine)
  const applied = after !== undefined
  await addEvent(ctx, tx, row.id, {
    type: 'ambiguous',
    source: 'trunkline',
    status: 'unknown',
    applied,
    details: { reason },
  })
  await follow(ctx, tx, row.id, new Date(ctx.app.clock.now().getTime() + FIRST_LOOK_MS))
}
