import { desc, sql } from 'drizzle-orm'
import {
  foreignKey,
  index,
  integer,
  sqliteTable,
  text,
  uniqueIndex,
  type AnySQLiteColumn,
} from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { phoneNumbers } from './phone-numbers'
import { tenants } from './tenants'
import { voiceMessages } from './voice-messages'
import { voiceXml } from './voice-xml'

/**
 * The ledger: one row per call or SMS, either way. Born `pending` before Twilio is asked, it moves forward only
 * (`shared/communication/status.ts`). Healthy: no row stays `pending` or `unknown` for more than 20 minutes,
 * and no two rows of a tenant hold the same `twilio_sid`.
 */
export const communicationLog = sqliteTable(
  'communication_log',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    networkType: text('network_type', { enum: ['call', 'sms'] }).notNull(),
    direction: text('direction', { enum: ['inbound', 'outbound'] })
      .notNull()
      .default('outbound'),
    toNumber: text('to_number').notNull(),
    fromNumber: text('from_number').notNull(),
    messageContent: text('message_content'),
    twilioSid: text('twilio_sid'),
    status: text('status').notNull(),
    /** Twilio's own word, as it came. */
    providerStatus: text('provider_status'),
    errorCode: integer('error_code'),
    errorMessage: text('error_message'),
    xmlFilename: text('xml_filename'),
    /** Micro-units of `cost_currency`, positive; null until Twilio says. */
    costAmount: integer('cost_amount'),
    costCurrency: text('cost_currency'),
    /** Micro-units expected when it was sent: what the day's spend limit counts until `cost_amount` is known. */
    estimatedCost: integer('estimated_cost').notNull().default(0),
    durationSeconds: integer('duration_seconds'),
    segments: integer('segments'),
    encoding: text('encoding'),
    voiceMessageId: integer('voice_message_id'),
    voiceXmlId: integer('voice_xml_id'),
    phoneNumberId: text('phone_number_id'),
    /** The other end, whichever way it went: what texts are gathered by. */
    peerNumber: text('peer_number').generatedAlwaysAs(
      sql`(case direction when 'inbound' then from_number else to_number end)`,
      { mode: 'virtual' },
    ),
    /** What became of a call that came in: null while it lasts, and for everything else. */
    inboundResult: text('inbound_result', { enum: ['answered', 'missed', 'voicemail', 'message'] }),
    /** When somebody looked at a text that came in, or at a call that was missed. */
    seenAt: instant('seen_at'),
    /** The person whose browser the call goes through. */
    userId: integer('user_id'),
    /** The communication that this one repeats. */
    retryOf: integer('retry_of'),
    idempotencyKey: text('idempotency_key'),
    /** Made with a test key: in no limit, usage or analytics. */
    isTest: integer('is_test', { mode: 'boolean' }).notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('communication_log_tenant_id_id').on(table.tenantId, table.id),
    uniqueIndex('communication_log_tenant_sid').on(table.tenantId, table.twilioSid),
    uniqueIndex('communication_log_tenant_idempotency').on(table.tenantId, table.idempotencyKey),
    index('idx_communication_log_tenant_date').on(table.tenantId, desc(table.createdAt)),
    index('communication_log_tenant_number').on(table.tenantId, table.toNumber),
    index('communication_log_peer').on(table.tenantId, table.peerNumber, desc(table.id)),
    index('communication_log_unseen')
      .on(table.tenantId, table.networkType)
      .where(sql`direction = 'inbound' and seen_at is null`),
    index('communication_log_xml').on(table.tenantId, table.voiceXmlId),
    index('communication_log_retries')
      .on(table.tenantId, table.retryOf)
      .where(sql`${table.retryOf} is not null`),
    foreignKey({
      columns: [table.tenantId, table.voiceMessageId],
      foreignColumns: [voiceMessages.tenantId, voiceMessages.id],
    }),
    foreignKey({ columns: [table.tenantId, table.voiceXmlId], foreignColumns: [voiceXml.tenantId, voiceXml.id] }),
    foreignKey({
      columns: [table.tenantId, table.phoneNumberId],
      foreignColumns: [phoneNumbers.tenantId, phoneNumbers.id],
    }),
    foreignKey({
      columns: [table.tenantId, table.retryOf],
      foreignColumns: [table.tenantId as AnySQLiteColumn, table.id as AnySQLiteColumn],
    }),
  ],
)
