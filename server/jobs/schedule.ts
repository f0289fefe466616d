import type { App } from '../context/app'
import { systemPrincipal } from '../context/principal'
import { TenantDb } from '../db/tenant-db'
import { enqueue } from './outbox'
import { purgeExpiredJob } from './purge-expired'

/**
 * Queues each tenant's hourly work as rows whose ids name the hour: however many processes do this, and however often,
 * an hour's work waits once.
 */
export async function scheduleHourly(app: App): Promise<void> {
  const now = app.clock.now()
  const hour = now.toISOString().slice(0, 13)
  for (const tenantId of await app.system.activeTenantIds()) {
    const found = await app.system.findTenant(tenantId)
    if (!found) continue
    const db = TenantDb.open(app.db, tenantId)
    const request = { id: `schedule:${hour}`, endpoint: 'schedule', ipAddress: null, userAgent: null }
    const ctx = { app, ...found, db, principal: systemPrincipal(tenantId, 'schedule'), request }
    const { kind } = purgeExpiredJob
    await db.transaction((tx) => enqueue(ctx, tx, { id: `${kind}/${hour}`, kind, payload: {}, runAt: now }))
  }
}
