import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * Work to do, written in the transaction of the change that causes it. Ids are deterministic, so that the same work is
 * never queued twice. A worker leases a row; `fence` grows with each lease, and only the newest lease may finish it.
 * Done rows are deleted. Healthy: nothing is due for longer than a minute. `tenant_id` is null for the platform's own.
 */
export const outbox = sqliteTable(
  'outbox',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').references(() => tenants.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    payload: text('payload', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    runAt: instant('run_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    fence: integer('fence').notNull().default(0),
    leaseUntil: instant('lease_until'),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('outbox_due').on(table.runAt), index('outbox_tenant').on(table.tenantId)],
)
