import { foreignKey, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'
import { voiceMessages } from './voice-messages'

/**
 * What one call will say, rendered before the call is placed and never changed after.
 * `public_id` names it in the URL that Twilio fetches. `expires_at` is null until the call ended, then 24 hours later.
 */
export const voiceXml = sqliteTable(
  'voice_xml',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    publicId: text('public_id').notNull(),
    xmlContent: text('xml_content').notNull(),
    xmlFilename: text('xml_filename'),
    voiceMessageId: integer('voice_message_id'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('voice_xml_public_id').on(table.publicId),
    uniqueIndex('voice_xml_tenant_id_id').on(table.tenantId, table.id),
    index('idx_voice_xml_tenant').on(table.tenantId, table.isActive),
    foreignKey({
      columns: [table.tenantId, table.voiceMessageId],
      foreignColumns: [voiceMessages.tenantId, voiceMessages.id],
    }),
  ],
)
