import { index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A key of a tenant, hashed. The clear key is shown once and never stored.
 * A key counts while `revoked_at` is null and `expires_at` is null or ahead; rotation gives the old one an `expires_at`.
 */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    keyHash: text('key_hash').notNull(),
    keyPrefix: text('key_prefix').notNull(),
    lastFour: text('last_four').notNull(),
    mode: text('mode', { enum: ['live', 'test'] })
      .notNull()
      .default('live'),
    permissions: text('permissions', { mode: 'json' }).$type<string[]>().notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    lastUsedAt: instant('last_used_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('api_keys_tenant_id').on(table.tenantId, table.id),
    uniqueIndex('idx_tenants_api_key').on(table.keyHash),
    index('idx_api_keys_tenant').on(table.tenantId, table.createdAt),
  ],
)
