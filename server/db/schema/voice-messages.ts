import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** A template. Removal sets `is_active = 0`: the ledger keeps pointing at what was said. */
export const voiceMessages = sqliteTable(
  'voice_messages',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    voiceText: text('voice_text').notNull(),
    voiceGender: text('voice_gender').notNull().default('alice'),
    /** Kept for the callers that send it; no voice takes an age. */
    voiceAge: integer('voice_age').notNull().default(25),
    voiceRate: text('voice_rate').notNull().default('medium'),
    tropoVoice: text('tropo_voice'),
    voiceType: text('voice_type').notNull().default('message'),
    voiceSettings: text('voice_settings', { mode: 'json' }).$type<Record<string, unknown> | null>(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('voice_messages_tenant_id_id').on(table.tenantId, table.id),
    index('idx_voice_messages_tenant').on(table.tenantId, table.isActive),
  ],
)
