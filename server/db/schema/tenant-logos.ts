import { foreignKey, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { fileObjects } from './file-objects'
import { tenants } from './tenants'

/** The picture that a tenant's operators see beside its name. */
export const tenantLogos = sqliteTable(
  'tenant_logos',
  {
    tenantId: text('tenant_id')
      .primaryKey()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    objectId: integer('object_id').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.tenantId, table.objectId], foreignColumns: [fileObjects.tenantId, fileObjects.id] }),
  ],
)
