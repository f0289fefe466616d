import { and, eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import type { TenantDb } from '../../db/tenant-db'
import { enqueue } from '../../jobs/outbox'

export const REPLAY_KIND = 'replay-delivery'

/** Callbacks that came before anybody knew their SID are acted on now that somebody does. */
export async function replayUnmatched(ctx: TenantContext, tx: TenantDb, sid: string): Promise<void> {
  const waiting = and(eq(webhookDeliveries.providerSid, sid), eq(webhookDeliveries.state, 'unmatched'))
  for (const { id } of await tx.find(webhookDeliveries, { where: waiting })) {
    await replayLater(ctx, tx, id, ctx.app.clock.now())
  }
}

/** Queues a stored delivery to be acted on again. */
export async function replayLater(ctx: TenantContext, tx: TenantDb, deliveryId: string, runAt: Date): Promise<void> {
  await enqueue(ctx, tx, { id: `replay/${deliveryId}`, kind: REPLAY_KIND, payload: { delivery_id: deliveryId }, runAt })
}
