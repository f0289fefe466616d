import { desc, notInArray } from 'drizzle-orm'
import type { Clock } from '../context/clock'
import type { Database } from '../db/client'
import { refusedDeliveries } from '../db/schema/refused-deliveries'
import { TenantDb } from '../db/tenant-db'

export interface RefusedDelivery {
  reason: string
  url: string
  body: string
  ipAddress: string | null
}

export interface RefusedDeliveries {
  add(tenantId: string, delivery: RefusedDelivery): void
  /** Writes what was gathered. */
  flush(): Promise<void>
}

/** Per tenant; older ones give way. */
const KEPT = 200
const MAX_BODY = 16_000

/**
 * Remembers deliveries that failed their signature, for whoever wonders why nothing arrives. They are gathered in memory
 * and written now and then, at most 200 a tenant: a forger must not be able to make us write.
 */
export function createRefusedDeliveries(db: Database, clock: Clock): RefusedDeliveries {
  const gathered = new Map<string, (typeof refusedDeliveries.$inferInsert)[]>()
  return {
    add(tenantId, { reason, url, body, ipAddress }) {
      const rows = gathered.get(tenantId) ?? []
      const createdAt = clock.now().toISOString()
      rows.push({ tenantId, reason, url: url.slice(0, 2_000), body: body.slice(0, MAX_BODY), ipAddress, createdAt })
      if (rows.length > KEPT) rows.shift()
      gathered.set(tenantId, rows)
    },
    async flush() {
      const flushing = [...gathered]
      gathered.clear()
      for (const [tenantId, rows] of flushing) {
        await TenantDb.open(db, tenantId).transaction(async (tx) => {
          for (const { tenantId: _tenantId, ...row } of rows) await tx.insert(refusedDeliveries, row)
          const kept = await tx.find(refusedDeliveries, { orderBy: [desc(refusedDeliveries.id)], limit: KEPT })
          await tx.remove(
            refusedDeliveries,
            notInArray(
              refusedDeliveries.id,
              kept.map((row) => row.id),
            ),
          )
        })
      }
    },
  }
}
