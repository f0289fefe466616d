import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** A person who does not want to hear from a tenant. The gate refuses the number on every path. */
export const optOuts = sqliteTable(
  'opt_outs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    phoneNumber: text('phone_number').notNull(),
    source: text('source', { enum: ['api', 'csv', 'keyword', 'twilio'] }).notNull(),
    reason: text('reason'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('opt_outs_tenant_number').on(table.tenantId, table.phoneNumber)],
)
