import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** A number that a tenant may send from. Each belongs to exactly one tenant while it is active. */
export const phoneNumbers = sqliteTable(
  'phone_numbers',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    phoneNumber: text('phone_number').notNull(),
    twilioSid: text('twilio_sid'),
    label: text('label'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('phone_numbers_tenant_id_id').on(table.tenantId, table.id),
    uniqueIndex('phone_numbers_tenant_number').on(table.tenantId, table.phoneNumber),
  ],
)
