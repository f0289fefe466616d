import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import type { TenantDb } from '../../db/tenant-db'

export type EventType =
  | 'created'
  | 'accepted'
  | 'refused'
  | 'unavailable'
  | 'ambiguous'
  | 'callback'
  | 'xml-fetched'
  | 'looked'
  | 'adopted'
  | 'released'
  | 'not-accepted'
  | 'polled'
  | 'cost'
  | 'canceled'
  | 'received'
  | 'routed'
  | 'dialed'
  | 'leg'
  | 'seen'
  | 'not-sent-on'
  | 'recorded'
  | 'recording-deleted'
  | 'taken'
  | 'conference'
  | 'conference-failed'
  | 'held'
  | 'resumed'
  | 'transfer-begun'
  | 'transfer-target'
  | 'transfer-leg'
  | 'transfer-left'
  | 'transfer-ended'
  | 'transferred'

export interface NewEvent {
  type: EventType
  source: 'caller' | 'twilio' | 'trunkline'
  status?: string | null
  applied?: boolean
  details?: Record<string, unknown>
}

/** Adds to a communication's timeline, in the transaction of what it tells. */
export async function addEvent(
  ctx: TenantContext,
  tx: TenantDb,
  communicationId: number,
  event: NewEvent,
): Promise<void> {
  await tx.insert(communicationEvents, { status: null, ...event, communicationId, createdAt: nowText(ctx) })
}
