import type { TenantContext } from '../../context/tenant-context'
import type { TenantDb } from '../../db/tenant-db'
import { enqueue, hasten } from '../../jobs/outbox'

export const FOLLOW_KIND = 'follow-communication'

/** Sees to it that a communication is followed, from an instant on or sooner. One job each, however often this is asked. */
export async function follow(ctx: TenantContext, tx: TenantDb, communicationId: number, from: Date): Promise<void> {
  const id = `follow/${communicationId}`
  await enqueue(ctx, tx, { id, kind: FOLLOW_KIND, payload: { communication_id: communicationId }, runAt: from })
  await hasten(ctx, tx, id, from)
}
