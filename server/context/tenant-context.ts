import type { ApiKeyRow, SessionRow, SettingsRow, TenantRow, UserRow } from '../db/system-db'
import type { TenantDb } from '../db/tenant-db'
import type { App } from './app'
import type { Principal } from './principal'

/** What the request looked like, for the audit trail and the error log. */
export interface RequestFacts {
  id: string
  endpoint: string
  ipAddress: string | null
  userAgent: string | null
}

/** The session that calls, with whose it is. */
export interface CallerSession {
  row: SessionRow
  user: UserRow | null
  key: ApiKeyRow | null
}

/** What a domain function works with: one tenant, the right to act, and nothing of HTTP. */
export interface TenantContext {
  app: App
  tenant: TenantRow
  settings: SettingsRow
  db: TenantDb
  principal: Principal
  request: RequestFacts
  /** Set where a session calls, and not a key or a token by itself. */
  session?: CallerSession
  /** The caller's `Idempotency-Key`, where the operation keeps it in the ledger. */
  idempotencyKey?: string
}

/** The instant as the database writes it. */
export function nowText(ctx: { app: { clock: App['clock'] } }): string {
  return ctx.app.clock.now().toISOString()
}
