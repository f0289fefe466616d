import { index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A field at Twilio that is not as this deployment would set it. `declined`: a person wants it as it is, until it
 * changes again. A row goes when the field is right. Healthy: none is open for longer than a check's interval where
 * the tenant allows repairs.
 */
export const telephonyFindings = sqliteTable(
  'telephony_findings',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    resource: text('resource', { enum: ['application', 'number'] }).notNull(),
    /** `AP…` or `PN…`. */
    resourceSid: text('resource_sid').notNull(),
    /** What people call it: the application's name, or the number. */
    resourceName: text('resource_name').notNull(),
    /** Twilio's name of the field, such as `VoiceUrl`; `missing` when the resource itself is gone. */
    field: text('field').notNull(),
    expected: text('expected').notNull(),
    actual: text('actual').notNull(),
    state: text('state', { enum: ['open', 'declined'] }).notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('telephony_findings_field').on(table.tenantId, table.resourceSid, table.field),
    index('telephony_findings_state').on(table.tenantId, table.state),
  ],
)
