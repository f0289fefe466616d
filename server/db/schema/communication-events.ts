import { foreignKey, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { communicationLog } from './communication-log'
import { tenants } from './tenants'

/** The append-only timeline of one communication: everything that happened, also what changed nothing. */
export const communicationEvents = sqliteTable(
  'communication_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    communicationId: integer('communication_id').notNull(),
    /** What happened; the words are `EventType` of `server/domain/communications/events.ts`. */
    type: text('type').notNull(),
    /** Who said so. */
    source: text('source', { enum: ['caller', 'twilio', 'trunkline'] }).notNull(),
    /** The status that this event spoke of, in the ledger's words; null when it spoke of none. */
    status: text('status'),
    /** Whether the ledger's status moved because of it. */
    applied: integer('applied', { mode: 'boolean' }).notNull().default(false),
    details: text('details', { mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('communication_events_communication').on(table.tenantId, table.communicationId, table.id),
    index('communication_events_tenant_id').on(table.tenantId, table.id),
    foreignKey({
      columns: [table.tenantId, table.communicationId],
      foreignColumns: [communicationLog.tenantId, communicationLog.id],
    }),
  ],
)
