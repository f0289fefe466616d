import type { SettingsRow, TenantRow } from '../db/system-db'
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

/** What a domain function works with: one tenant, the right to act, and nothing of HTTP. */
export interface TenantContext {
  app: App
  tenant: TenantRow
  settings: SettingsRow
  db: TenantDb
  principal: Principal
  request: RequestFacts
  /** The caller's `Idempotency-Key`, where the operation keeps it in the ledger. */
  idempotencyKey?: string
}

/** The instant as the database writes it. */
export function nowText(ctx: { app: { clock: App['clock'] } }): string {
  return ctx.app.clock.now().toISOString()
}
