import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * What may be used once and soon: the token that opens a frame (`embed`), the ticket for one address that cannot carry a
 * header (`ticket`), the step between a right password and the second factor (`second_factor`), a passkey's challenge
 * (`passkey`). Only hashes are here. Used and expired rows are purged.
 */
export const oneTimeTokens = sqliteTable(
  'one_time_tokens',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull(),
    purpose: text('purpose', { enum: ['embed', 'ticket', 'second_factor', 'passkey'] }).notNull(),
    sessionId: text('session_id'),
    apiKeyId: text('api_key_id'),
    userId: integer('user_id'),
    /** What the purpose needs besides: a ticket's address, a challenge. Never a secret that would open something. */
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [
    uniqueIndex('one_time_tokens_token_hash').on(table.tokenHash),
    index('one_time_tokens_tenant_expires').on(table.tenantId, table.expiresAt),
    index('one_time_tokens_tenant_user').on(table.tenantId, table.userId),
  ],
)
