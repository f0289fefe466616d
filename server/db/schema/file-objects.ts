import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * Contents in the storage, each once per tenant whatever it is called. `pending` while its bytes are on their way there,
 * `stored` when they lie there durably, `doomed` when nothing uses it any more and they are being removed.
 */
export const fileObjects = sqliteTable(
  'file_objects',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    state: text('state', { enum: ['pending', 'stored', 'doomed'] }).notNull(),
    /** Hexadecimal. */
    sha256: text('sha256').notNull(),
    storageKey: text('storage_key').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    /** One of `FILE_TYPES`, or a picture's. */
    fileType: text('file_type').notNull(),
    durationMs: integer('duration_ms'),
    bitrate: integer('bitrate'),
    channels: integer('channels'),
    sampleRate: integer('sample_rate'),
    peaks: text('peaks', { mode: 'json' }).$type<number[]>(),
    /** What calls play instead of it: the same as mp3. */
    renditionKey: text('rendition_key'),
    renditionSizeBytes: integer('rendition_size_bytes'),
    /** When its waveform was read and its rendition made, or could not be. */
    preparedAt: instant('prepared_at'),
    /** One of `PLAYABLE_REASONS`, found out by preparing it or by looking for it. */
    problem: text('problem', { enum: ['in_preparation', 'no_transcoder', 'not_readable', 'missing'] }),
    /** While `pending`: the process that writes it, and when that is given up. */
    owner: text('owner'),
    leaseUntil: instant('lease_until'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('file_objects_tenant_id_id').on(table.tenantId, table.id),
    uniqueIndex('file_objects_content')
      .on(table.tenantId, table.sha256)
      .where(sql`${table.state} = 'stored'`),
    uniqueIndex('file_objects_storage_key').on(table.tenantId, table.storageKey),
    index('idx_file_objects_state').on(table.tenantId, table.state),
  ],
)
