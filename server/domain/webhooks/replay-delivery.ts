import { eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import { twilioDelivery } from '../../providers/twilio/delivery'
import { handleRecordingCallback } from './recording-callback'
import type { Delivery } from './store-delivery'
import { handleSmsCallback, handleVoiceCallback } from './twilio-callbacks'

/** Acts on a stored delivery again: one that failed, or one whose SID nobody knew then. */
export async function replayDelivery(ctx: TenantContext, deliveryId: string): Promise<void> {
  const [row] = await ctx.db.find(webhookDeliveries, { where: eq(webhookDeliveries.id, deliveryId), limit: 1 })
  if (!row || row.state === 'processed') return
  const delivery = twilioDelivery(row.url, row.params, row.idempotencyToken)
  await (HANDLERS[row.kind as Delivery['kind']] ?? handleSmsCallback)(ctx, delivery)
}

const HANDLERS: Partial<Record<Delivery['kind'], typeof handleVoiceCallback>> = {
  'call-status': handleVoiceCallback,
  'inbound-call': handleVoiceCallback,
  'client-call': handleVoiceCallback,
  recording: handleRecordingCallback,
}
