import { eq } from 'drizzle-orm'
import { statusOf } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { addEvent } from '../communications/events'
import { deliveryOf, emptyTwiml, idOf, required } from '../webhooks/callback-fields'
import { storeAndAct } from '../webhooks/store-delivery'

/** What becomes of the leg by which a colleague's browser is rung: on the timeline of the call that it is to take. */
export async function receiveTransferLeg(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const sid = required(request, 'CallSid')
  const providerStatus = required(request, 'CallStatus')
  const what = `${providerStatus}/${request.get('SequenceNumber') ?? ''}`
  await storeAndAct(ctx, deliveryOf(request, 'call-status', sid, what), async (tx, deliveryId) => {
    const id = idOf(request)
    const [row] = id === null ? [] : await tx.find(log, { where: eq(log.id, id), limit: 1 })
    const status = statusOf(providerStatus)
    if (!row || !status) return { state: 'unmatched', communicationId: row?.id ?? null }
    const details = {
      transfer: request.query.get('transfer'),
      leg_sid: sid,
      leg_status: status,
      delivery_id: deliveryId,
    }
    await addEvent(ctx, tx, row.id, { type: 'transfer-leg', source: 'twilio', details })
    return { state: 'processed', communicationId: row.id }
  })
  return emptyTwiml()
}
