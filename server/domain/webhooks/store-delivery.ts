import { eq, sql } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import type { TenantDb } from '../../db/tenant-db'
import { replayLater } from '../communications/replay-unmatched'

export interface Delivery {
  kind: 'call-status' | 'sms-status' | 'inbound-sms' | 'inbound-call' | 'recording' | 'client-call'
  /** Of signed content only: the same event sent again has the same key, whatever its headers say. */
  dedupeKey: string
  providerSid: string
  url: string
  params: Record<string, string | string[]>
  idempotencyToken: string | null
}

/** When a delivery that could not be acted on is tried again. */
const REPLAY_AFTER_MS = 10_000

export type Acted = { state: 'processed' | 'unmatched'; communicationId: number | null }

/**
 * Stores a genuine delivery raw and acts on it once. Both are one durable write. Should acting throw, the delivery is
 * kept as `failed` and a job acts on it again: Twilio repeats a failed one only where the address asked for it.
 *
 * @param act is given the delivery's id, by which a timeline finds what was delivered
 * @returns whether this was its first time
 */
export async function storeAndAct(
  ctx: TenantContext,
  delivery: Delivery,
  act: (tx: TenantDb, deliveryId: string) => Promise<Acted>,
): Promise<boolean> {
  const byKey = eq(webhookDeliveries.dedupeKey, delivery.dedupeKey)
  const outcome = await ctx.db.transaction(async (tx) => {
    const [known] = await tx.find(webhookDeliveries, { where: byKey, limit: 1 })
    if (known?.state === 'processed') {
      await tx.update(webhookDeliveries, { duplicates: sql`${webhookDeliveries.duplicates} + 1` }, byKey)
      return { first: false, error: null }
    }
    const id = known?.id ?? (await addDelivery(ctx, tx, delivery))
    try {
      const acted = await tx.transaction((inner) => act(inner, id))
      await tx.update(webhookDeliveries, acted, byKey)
      ctx.app.metrics.callbacks.inc({ kind: delivery.kind, result: acted.state })
      return { first: true, error: null }
    } catch (error) {
      await replayLater(ctx, tx, id, new Date(ctx.app.clock.now().getTime() + REPLAY_AFTER_MS))
      return { first: true, error }
    }
  })
  if (outcome.error) throw outcome.error
  if (!outcome.first) ctx.app.metrics.callbacks.inc({ kind: delivery.kind, result: 'duplicate' })
  return outcome.first
}

async function addDelivery(ctx: TenantContext, tx: TenantDb, delivery: Delivery): Promise<string> {
  const id = ctx.app.ids.uuid()
  await tx.insert(webhookDeliveries, {
    ...delivery,
    id,
    provider: 'twilio',
    state: 'failed',
    createdAt: nowText(ctx),
  })
  return id
}
