import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** A tenant's own use of the API, one row per endpoint, method, status and minute; summed in memory, written in bulk. */
export const apiMetrics = sqliteTable(
  'api_metrics',
  {
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull(),
    endpoint: text('endpoint').notNull(),
    method: text('method').notNull(),
    statusCode: integer('status_code').notNull(),
    requests: integer('requests').notNull(),
    /** Milliseconds, summed over `requests`. */
    responseTime: integer('response_time').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.createdAt, table.endpoint, table.method, table.statusCode] }),
  ],
)
