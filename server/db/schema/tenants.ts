import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'

/**
 * One customer organisation. The only table whose own id is the tenant.
 * `is_active` is 1 exactly while `status` is `active`; both change in one statement.
 */
export const tenants = sqliteTable(
  'tenants',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    fromNumber: text('from_number'),
    plan: text('plan').notNull().default('standard'),
    status: text('status', { enum: ['active', 'suspended'] })
      .notNull()
      .default('active'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('idx_tenants_status').on(table.status)],
)
