import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * Deliveries that failed their signature, for whoever wonders why nothing arrives: the newest 200 of a tenant,
 * at most 16 kB each. A ring, so that an attacker fills nothing.
 */
export const refusedDeliveries = sqliteTable(
  'refused_deliveries',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    reason: text('reason').notNull(),
    url: text('url').notNull(),
    body: text('body').notNull(),
    ipAddress: text('ip_address'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('refused_deliveries_tenant').on(table.tenantId, table.id)],
)
