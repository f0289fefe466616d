import type { App } from '../context/app'
import { systemPrincipal } from '../context/principal'
import { TenantDb } from '../db/tenant-db'
import { resealSecrets } from '../domain/secrets/reseal'

const TENANTS_AT_ONCE = 100

/**
 * Seals every tenant's secrets under this process's first key, suspended tenants' too. Not a row of the outbox: while
 * servers are started one after the other, one that still has another first key would take it, and find nothing to do.
 */
export async function resealAtStart(app: App): Promise<void> {
  for (let offset = 0; ; offset += TENANTS_AT_ONCE) {
    const { rows } = await app.system.listTenants(TENANTS_AT_ONCE, offset)
    for (const { tenant, settings } of rows) {
      const db = TenantDb.open(app.db, tenant.id)
      const request = { id: 'start:reseal-secrets', endpoint: 'start', ipAddress: null, userAgent: null }
      const ctx = { app, tenant, settings, db, principal: systemPrincipal(tenant.id, 'reseal-secrets'), request }
      await resealSecrets(ctx)
    }
    if (rows.length < TENANTS_AT_ONCE) return
  }
}
