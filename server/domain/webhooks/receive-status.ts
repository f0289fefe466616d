import { eq } from 'drizzle-orm'
import { statusOf } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import { claimSid } from '../communications/claim-sid'
import type { LogRow } from '../communications/form'
import { recordStatus } from '../communications/record-status'
import { storeAndAct, type Acted, type Delivery } from './store-delivery'

export interface StatusCallback {
  delivery: Delivery
  sid: string
  kind: 'call' | 'sms'
  /** Our id, from the callback's address, which Twilio signed. */
  communicationId: number | null
  /** Twilio's word. */
  providerStatus: string
  errorCode: number | null
  durationSeconds: number | null
  /** What else is worth a place on the timeline. */
  details: Record<string, unknown>
}

/** Takes a status report: stored first, applied once, forward only. */
export async function receiveStatus(ctx: TenantContext, callback: StatusCallback): Promise<void> {
  await storeAndAct(ctx, callback.delivery, (tx, deliveryId) => applyStatus(ctx, tx, callback, deliveryId))
}

async function applyStatus(
  ctx: TenantContext,
  tx: TenantDb,
  callback: StatusCallback,
  deliveryId: string,
): Promise<Acted> {
  const row = await findRow(ctx, tx, callback)
  const status = statusOf(callback.providerStatus)
  if (!row || !status) return { state: 'unmatched', communicationId: row?.id ?? null }
  const details = { sid: callback.sid, delivery_id: deliveryId, ...callback.details }
  await recordStatus(ctx, tx, row, {
    status,
    providerStatus: callback.providerStatus,
    errorCode: callback.errorCode,
    durationSeconds: callback.durationSeconds,
    event: { type: 'callback', source: 'twilio', details },
  })
  return { state: 'processed', communicationId: row.id }
}

/**
 * By our id first: a callback may overtake the answer that would have told us the SID. The SID alone finds what came in
 * from outside.
 */
async function findRow(ctx: TenantContext, tx: TenantDb, callback: StatusCallback): Promise<LogRow | undefined> {
  const { communicationId, sid, kind } = callback
  if (communicationId !== null) {
    const [row] = await tx.find(log, { where: eq(log.id, communicationId), limit: 1 })
    if (!row || row.networkType !== kind) return undefined
    return (await claimSid(ctx, tx, row, sid)) ? row : undefined
  }
  const [row] = await tx.find(log, { where: eq(log.twilioSid, sid), limit: 1 })
  return row
}
