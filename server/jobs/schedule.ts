import { createHash } from 'node:crypto'
import type { App } from '../context/app'
import { systemPrincipal } from '../context/principal'
import { TenantDb } from '../db/tenant-db'
import { expireRecordingsJob } from './expire-recordings'
import { enqueue } from './outbox'
import { purgeExpiredJob } from './purge-expired'
import { resealSecretsJob } from './reseal-secrets'
import { sweepStorageJob } from './sweep-storage'
import { verifyTelephonyJob } from './verify-telephony'

/** From five minutes after a start, which has enough to do, over half an hour. */
const SPREAD = { fromMs: 5 * 60_000, overMs: 30 * 60_000 }

/**
 * Queues each tenant's hourly work as rows whose ids name the hour: however many processes do this, and however often,
 * an hour's work waits once. What keeps promises about data goes on while a tenant is suspended; nobody looks after its
 * telephony then.
 */
export async function scheduleHourly(app: App): Promise<void> {
  const hour = app.clock.now().toISOString().slice(0, 13)
  await scheduleForTenants(app, hour, [
    expireRecordingsJob.kind,
    purgeExpiredJob.kind,
    sweepStorageJob.kind,
    resealSecretsJob.kind,
  ])
  await scheduleForTenants(app, hour, [verifyTelephonyJob.kind], { afterMs: withinTheHour, onlyActive: true })
}

/** Queues what each start begins with: whoever ran before may have ended in the middle of something. */
export async function scheduleStart(app: App): Promise<void> {
  await scheduleForTenants(app, app.instanceId, [sweepStorageJob.kind])
}

/**
 * Each tenant's own minute, the same every hour: work that asks a provider for every tenant must neither meet its limits
 * nor keep calls waiting for a place.
 */
function withinTheHour(tenantId: string): number {
  return SPREAD.fromMs + (createHash('sha256').update(tenantId).digest().readUInt32BE() % SPREAD.overMs)
}

/** @param more when a tenant's work is due, milliseconds from now; whether a suspended tenant has none */
async function scheduleForTenants(
  app: App,
  slot: string,
  kinds: readonly string[],
  more: { afterMs?: (tenantId: string) => number; onlyActive?: boolean } = {},
): Promise<void> {
  const { afterMs = () => 0, onlyActive = false } = more
  const now = app.clock.now()
  for (const tenantId of await app.system.allTenantIds()) {
    const found = await app.system.findTenant(tenantId)
    if (!found || (onlyActive && !found.tenant.isActive)) continue
    const db = TenantDb.open(app.db, tenantId)
    const request = { id: `schedule:${slot}`, endpoint: 'schedule', ipAddress: null, userAgent: null }
    const ctx = { app, ...found, db, principal: systemPrincipal(tenantId, 'schedule'), request }
    await db.transaction(async (tx) => {
      const runAt = new Date(now.getTime() + afterMs(tenantId))
      for (const kind of kinds) await enqueue(ctx, tx, { id: `${kind}/${slot}`, kind, payload: {}, runAt })
    })
  }
}
