import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/** Files that come in pieces. The pieces lie in the storage, so that any process can take the next one. */
export const fileUploads = sqliteTable(
  'file_uploads',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    filename: text('filename').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    receivedBytes: integer('received_bytes').notNull().default(0),
    /** The pieces so far, in order. */
    pieces: text('pieces', { mode: 'json' }).$type<{ key: string; sizeBytes: number }[]>().notNull(),
    description: text('description'),
    tagList: text('tag_list'),
    callerNumber: text('caller_number'),
    onConflict: text('on_conflict', { enum: ['refuse', 'rename'] }).notNull(),
    /** Who began it: nobody else goes on with it. */
    actor: text('actor').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('idx_file_uploads_expiry').on(table.tenantId, table.expiresAt)],
)
