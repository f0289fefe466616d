import { eq, sql } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import type { TenantDb } from '../../db/tenant-db'

export interface Delivery {
  kind: 'call-status' | 'sms-status' | 'inbound-sms' | 'inbound-call'
  /** Of signed content only: the same event sent again has the same key, whatever its headers say. */
  dedupeKey: string
  providerSid: string
  url: string
  params: Record<string, string | string[]>
  idempotencyToken: string | null
}

export type Acted = { state: 'processed' | 'unmatched'; communicationId: number | null }

/**
 * Stores a genuine delivery raw and acts on it once. Both are one durable write; should acting throw, the delivery is
 * kept as `failed`, and the error goes on so that Twilio sends it again.
 *
 * @returns whether this was its first time
 */
export async function storeAndAct(
  ctx: TenantContext,
  delivery: Delivery,
  act: (tx: TenantDb) => Promise<Acted>,
): Promise<boolean> {
  const byKey = eq(webhookDeliveries.dedupeKey, delivery.dedupeKey)
  const outcome = await ctx.db.transaction(async (tx) => {
    const [known] = await tx.find(webhookDeliveries, { where: byKey, limit: 1 })
    if (known && known.state !== 'failed') {
      await tx.update(webhookDeliveries, { duplicates: sql`${webhookDeliveries.duplicates} + 1` }, byKey)
      return { first: false, error: null }
    }
    if (!known) {
      const { dedupeKey, kind, providerSid, url, params, idempotencyToken } = delivery
      const row = { provider: 'twilio', kind, dedupeKey, providerSid, url, params, idempotencyToken }
      await tx.insert(webhookDeliveries, {
        ...row,
        id: ctx.app.ids.uuid(),
        state: 'failed',
        createdAt: nowText(ctx),
      })
    }
    try {
      const acted = await tx.transaction(act)
      await tx.update(webhookDeliveries, acted, byKey)
      ctx.app.metrics.callbacks.inc({ kind: delivery.kind, result: acted.state })
      return { first: true, error: null }
    } catch (error) {
      return { first: true, error }
    }
  })
  if (outcome.error) throw outcome.error
  if (!outcome.first) ctx.app.metrics.callbacks.inc({ kind: delivery.kind, result: 'duplicate' })
  return outcome.first
}
