import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A genuine delivery, stored raw before it is acted on. `dedupe_key` is made of signed content only.
 * States: processed; unmatched (a SID that we don't know, kept for replay); failed (acting on it threw, retried by a job).
 */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    provider: text('provider').notNull(),
    kind: text('kind').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    providerSid: text('provider_sid'),
    url: text('url').notNull(),
    params: text('params', { mode: 'json' }).$type<Record<string, string | string[]>>().notNull(),
    idempotencyToken: text('idempotency_token'),
    state: text('state', { enum: ['processed', 'unmatched', 'failed'] }).notNull(),
    /** How often the same signed content came again; those changed nothing. */
    duplicates: integer('duplicates').notNull().default(0),
    communicationId: integer('communication_id'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('webhook_deliveries_dedupe').on(table.tenantId, table.dedupeKey),
    index('webhook_deliveries_sid').on(table.tenantId, table.providerSid),
    index('webhook_deliveries_date').on(table.tenantId, table.createdAt),
  ],
)
