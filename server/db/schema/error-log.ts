import { desc } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** What went wrong, for people: one row per failed operation. `tenant_id` is null for the platform's own. */
export const errorLog = sqliteTable(
  'error_log',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id').references(() => tenants.id, { onDelete: 'set null' }),
    errorType: text('error_type').notNull(),
    errorMessage: text('error_message').notNull(),
    errorDetails: text('error_details', { mode: 'json' }).$type<Record<string, unknown> | null>(),
    endpoint: text('endpoint'),
    userAgent: text('user_agent'),
    ipAddress: text('ip_address'),
    requestId: text('request_id'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('idx_error_log_tenant_date').on(table.tenantId, desc(table.createdAt)),
    index('error_log_tenant_id').on(table.tenantId, table.id),
  ],
)
