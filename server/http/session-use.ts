import { and, eq, isNull } from 'drizzle-orm'
import type { Clock } from '../context/clock'
import type { Database } from '../db/client'
import { sessions } from '../db/schema/sessions'
import type { SessionRow } from '../db/system-db'
import { TenantDb } from '../db/tenant-db'
import { sessionEnd } from '../domain/sessions/open-session'

/** A session's row is written at most so often, milliseconds. */
const WRITTEN_EVERY_MS = 60_000

/** When each session was last used, gathered in memory like the keys' use: its end moves with it. */
export interface SessionUse {
  used(session: SessionRow): void
  flush(): Promise<void>
}

export function createSessionUse(db: Database, clock: Clock): SessionUse {
  let gathered = new Map<string, { session: SessionRow; at: Date }>()
  return {
    used(session) {
      const at = clock.now()
      if (at.getTime() - Date.parse(session.lastSeenAt) < WRITTEN_EVERY_MS) return
      gathered.set(session.id, { session, at })
    },
    async flush() {
      const flushing = gathered
      gathered = new Map()
      try {
        for (const { session, at } of flushing.values()) {
          const changes = { lastSeenAt: at.toISOString(), expiresAt: sessionEnd(new Date(session.createdAt), at) }
          const running = and(eq(sessions.id, session.id), isNull(sessions.revokedAt))
          await TenantDb.open(db, session.tenantId).update(sessions, changes, running)
        }
      } catch (error) {
        gathered = new Map([...flushing, ...gathered]) // what could not be written is tried again
        throw error
      }
    },
  }
}
