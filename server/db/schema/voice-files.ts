import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { fileObjects } from './file-objects'
import { tenants } from './tenants'

/** An audio or XML file of a tenant. Several may have one content. `file_path` is its key in the storage, never a path that a user gave. */
export const voiceFiles = sqliteTable(
  'voice_files',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    objectId: integer('object_id').notNull(),
    filename: text('filename').notNull(),
    /** What templates call it: the file's name without its ending. */
    name: text('name').notNull(),
    fileType: text('file_type', { enum: ['mp3', 'wav', 'm4a', 'xml'] }).notNull(),
    filePath: text('file_path').notNull(),
    fileSize: integer('file_size').notNull(),
    description: text('description'),
    tagList: text('tag_list'),
    callerNumber: text('caller_number'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    /** When it was removed. */
    removedAt: instant('removed_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.tenantId, table.objectId], foreignColumns: [fileObjects.tenantId, fileObjects.id] }),
    uniqueIndex('voice_files_tenant_id_id').on(table.tenantId, table.id),
    // Two audio files of one name would leave it open which of them `{MP3~name}` means.
    uniqueIndex('voice_files_active_audio')
      .on(table.tenantId, table.name)
      .where(sql`${table.isActive} = 1 and ${table.fileType} <> 'xml'`),
    uniqueIndex('voice_files_active_xml')
      .on(table.tenantId, table.name)
      .where(sql`${table.isActive} = 1 and ${table.fileType} = 'xml'`),
    index('idx_voice_files_tenant').on(table.tenantId, table.isActive),
    index('idx_voice_files_object').on(table.tenantId, table.objectId),
  ],
)
