import { eq } from 'drizzle-orm'
import type { Clock } from '../context/clock'
import type { Database } from '../db/client'
import { apiKeys } from '../db/schema/api-keys'
import { TenantDb } from '../db/tenant-db'

/** When each key was last used, gathered in memory: a write per request would cost more than the request. */
export interface KeyUse {
  used(tenantId: string, keyId: string): void
  flush(): Promise<void>
}

export function createKeyUse(db: Database, clock: Clock): KeyUse {
  let gathered = new Map<string, { tenantId: string; at: string }>()
  return {
    used: (tenantId, keyId) => void gathered.set(keyId, { tenantId, at: clock.now().toISOString() }),
    async flush() {
      const flushing = gathered
      gathered = new Map()
      try {
        for (const [keyId, { tenantId, at }] of flushing) {
          await TenantDb.open(db, tenantId).update(apiKeys, { lastUsedAt: at }, eq(apiKeys.id, keyId))
        }
      } catch (error) {
        gathered = new Map([...flushing, ...gathered]) // what could not be written is tried again
        throw error
      }
    },
  }
}
