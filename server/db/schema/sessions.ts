import { foreignKey, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { apiKeys } from './api-keys'
import { instant } from './columns'
import { tenants } from './tenants'
import { users } from './users'

/**
 * A browser that is signed in. It holds a random token, of which only the hash is here. A session of a person has that
 * person's permissions, asked anew with each request; one made from a key has the key's and ends with it; one of a
 * host's user (`embed`) has what both allow. Rows stay after their end, so that the audit can name them, until purged.
 */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull(),
    kind: text('kind', { enum: ['password', 'passkey', 'api_key', 'embed'] }).notNull(),
    userId: integer('user_id'),
    apiKeyId: text('api_key_id'),
    /** A person who must set up a second factor can do only that. */
    stage: text('stage', { enum: ['full', 'enrolment'] })
      .notNull()
      .default('full'),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull(),
    /** Written at most once a minute. */
    lastSeenAt: instant('last_seen_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('sessions_token_hash').on(table.tokenHash),
    index('sessions_tenant_last_seen').on(table.tenantId, table.lastSeenAt),
    index('sessions_tenant_user').on(table.tenantId, table.userId),
    index('sessions_tenant_api_key').on(table.tenantId, table.apiKeyId),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [users.tenantId, users.id] }),
    foreignKey({ columns: [table.tenantId, table.apiKeyId], foreignColumns: [apiKeys.tenantId, apiKeys.id] }),
  ],
)
