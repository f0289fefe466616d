import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A tenant's Twilio account. Secrets are sealed under the row's `id`, which is therefore known before the insert.
 * Webhooks verify with the primary token, or with the secondary; requests fall back to it. The secondary is the next
 * primary, or, where `secondary_former_at` is set, the one before: that one counts for a day and is then cleared.
 */
export const twilioCredentials = sqliteTable(
  'twilio_credentials',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    accountSid: text('account_sid').notNull(),
    /** The account, unless the platform lets tenants share one: what keeps it to one tenant. */
    exclusiveAccountSid: text('exclusive_account_sid'),
    authTokenSealed: text('auth_token_sealed').notNull(),
    authTokenLastFour: text('auth_token_last_four').notNull(),
    secondaryTokenSealed: text('secondary_token_sealed'),
    secondaryTokenLastFour: text('secondary_token_last_four'),
    /** Since when the secondary token is a former primary; null where it is Twilio's own secondary, or not there. */
    secondaryFormerAt: instant('secondary_former_at'),
    /** For access tokens of the browser's telephone alone. */
    apiKeySid: text('api_key_sid'),
    apiKeySecretSealed: text('api_key_secret_sealed'),
    apiKeySecretLastFour: text('api_key_secret_last_four'),
    /** Sends messages instead of a number, where it is set. */
    messagingServiceSid: text('messaging_service_sid'),
    twimlAppSid: text('twiml_app_sid'),
    /** Made by the platform under its own account. */
    isSubaccount: integer('is_subaccount', { mode: 'boolean' }).notNull().default(false),
    /** When Twilio last took these credentials. */
    testedAt: instant('tested_at'),
    /** When everything at Twilio was last compared with what belongs there. */
    verifiedAt: instant('verified_at'),
    /** Why that could not be finished; null when it was. */
    verifyError: text('verify_error'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('idx_twilio_credentials_tenant').on(table.tenantId),
    uniqueIndex('twilio_credentials_account').on(table.exclusiveAccountSid),
    uniqueIndex('twilio_credentials_account_lookup').on(table.accountSid, table.tenantId),
  ],
)
