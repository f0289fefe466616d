import { foreignKey, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { communicationLog } from './communication-log'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * What was recorded of a call, or left as a voicemail. The audio lies at Twilio. Removal: `deletedAt` here at once,
 * then there; the row is gone when Twilio says that it is gone there.
 */
export const recordings = sqliteTable(
  'recordings',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    recordingSid: text('recording_sid').notNull(),
    communicationId: integer('communication_id'),
    callSid: text('call_sid').notNull(),
    source: text('source', { enum: ['call', 'voicemail', 'conference'] }).notNull(),
    status: text('status', { enum: ['in-progress', 'completed', 'absent'] }).notNull(),
    durationSeconds: integer('duration_seconds'),
    createdAt: instant('created_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    uniqueIndex('recordings_tenant_sid').on(table.tenantId, table.recordingSid),
    index('recordings_date').on(table.tenantId, table.createdAt),
    index('recordings_communication').on(table.tenantId, table.communicationId),
    foreignKey({
      columns: [table.tenantId, table.communicationId],
      foreignColumns: [communicationLog.tenantId, communicationLog.id],
    }),
  ],
)
