import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * The first answer to a request that must not run twice, kept 24 hours. `response_status` is null while it runs;
 * `owner` names the process that runs it, so that the key of a process that died is not held for ever.
 */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    operation: text('operation').notNull(),
    bodyHash: text('body_hash').notNull(),
    owner: text('owner').notNull(),
    leaseUntil: instant('lease_until').notNull(),
    responseStatus: integer('response_status'),
    responseBody: text('response_body', { mode: 'json' }).$type<unknown>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.key] }),
    index('idempotency_keys_expiry').on(table.tenantId, table.expiresAt),
  ],
)
