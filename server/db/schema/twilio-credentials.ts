import { sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A tenant's Twilio account. Tokens are sealed under the row's `id`, which is therefore known before the insert.
 * Webhooks verify with the primary token, or with the secondary, which is the next primary.
 */
export const twilioCredentials = sqliteTable(
  'twilio_credentials',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    accountSid: text('account_sid').notNull(),
    authTokenSealed: text('auth_token_sealed').notNull(),
    authTokenLastFour: text('auth_token_last_four').notNull(),
    secondaryTokenSealed: text('secondary_token_sealed'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [uniqueIndex('idx_twilio_credentials_tenant').on(table.tenantId)],
)
