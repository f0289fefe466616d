import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** An audio or XML file of a tenant. `file_path` is a key in the tenant's storage, never a path that a user gave. */
export const voiceFiles = sqliteTable(
  'voice_files',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    filename: text('filename').notNull(),
    fileType: text('file_type').notNull(),
    filePath: text('file_path').notNull(),
    fileSize: integer('file_size'),
    description: text('description'),
    tagList: text('tag_list'),
    callerNumber: text('caller_number'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('voice_files_tenant_id_id').on(table.tenantId, table.id),
    index('idx_voice_files_tenant').on(table.tenantId, table.isActive),
  ],
)
