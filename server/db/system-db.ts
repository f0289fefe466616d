import type { Database } from './client'
import type { apiKeys } from './schema/api-keys'
import type { oneTimeTokens } from './schema/one-time-tokens'
import type { outbox } from './schema/outbox'
import type { sessions } from './schema/sessions'
import type { settings } from './schema/settings'
import type { tenants } from './schema/tenants'
import type { users } from './schema/users'
import { callerStatements } from './system/callers'
import { jobStatements } from './system/jobs'
import { platformStatements } from './system/platform'
import { tenantOfStatements } from './system/tenant-of'

export type TenantRow = typeof tenants.$inferSelect
export type SettingsRow = typeof settings.$inferSelect
export type ApiKeyRow = typeof apiKeys.$inferSelect
export type UserRow = typeof users.$inferSelect
export type SessionRow = typeof sessions.$inferSelect
export type OneTimeTokenRow = typeof oneTimeTokens.$inferSelect
export type OutboxRow = typeof outbox.$inferSelect

/**
 * Every statement that is not bound to one tenant. Each carries a `system:` comment with its method's name, and the
 * SQL guard lets only these through. Add one only where the tenant is what the statement has to find.
 */
export function createSystemDb(db: Database) {
  return { ...callerStatements(db), ...tenantOfStatements(db), ...jobStatements(db), ...platformStatements(db) }
}

export type SystemDb = ReturnType<typeof createSystemDb>
