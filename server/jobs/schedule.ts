import type { App } from '../context/app'
import { systemPrincipal } from '../context/principal'
import { TenantDb } from '../db/tenant-db'
import { expireRecordingsJob } from './expire-recordings'
import { enqueue } from './outbox'
import { purgeExpiredJob } from './purge-expired'
import { sweepStorageJob } from './sweep-storage'

/**
 * Queues each tenant's hourly work as rows whose ids name the hour: however many processes do this, and however often,
 * an hour's work waits once.
 */
export async function scheduleHourly(app: App): Promise<void> {
  const hour = app.clock.now().toISOString().slice(0, 13)
  await scheduleForTenants(app, hour, [expireRecordingsJob.kind, purgeExpiredJob.kind, sweepStorageJob.kind])
}

/** Queues what each start begins with: whoever ran before may have ended in the middle of something. */
export async function scheduleStart(app: App): Promise<void> {
  await scheduleForTenants(app, app.instanceId, [sweepStorageJob.kind])
}

async function scheduleForTenants(app: App, slot: string, kinds: readonly string[]): Promise<void> {
  const now = app.clock.now()
  for (const tenantId of await app.system.activeTenantIds()) {
    const found = await app.system.findTenant(tenantId)
    if (!found) continue
    const db = TenantDb.open(app.db, tenantId)
    const request = { id: `schedule:${slot}`, endpoint: 'schedule', ipAddress: null, userAgent: null }
    const ctx = { app, ...found, db, principal: systemPrincipal(tenantId, 'schedule'), request }
    await db.transaction(async (tx) => {
      for (const kind of kinds) await enqueue(ctx, tx, { id: `${kind}/${slot}`, kind, payload: {}, runAt: now })
    })
  }
}
