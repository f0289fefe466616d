import { sql } from 'drizzle-orm'
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { SmsRouting, VoiceRouting } from '#shared/telephony/routing'
import { instant } from './columns'
import { tenants } from './tenants'

/** A number of a tenant's. Each belongs to exactly one tenant while it is active. */
export const phoneNumbers = sqliteTable(
  'phone_numbers',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    phoneNumber: text('phone_number').notNull(),
    /** `PN…`; null while nobody has looked it up at Twilio. */
    twilioSid: text('twilio_sid'),
    label: text('label'),
    capabilities: text('capabilities', { mode: 'json' }).$type<{ voice: boolean; sms: boolean; mms: boolean } | null>(),
    /** Where its calls and texts go; null: calls are told that nobody answers, texts lie in the inbox. */
    voiceRouting: text('voice_routing', { mode: 'json' }).$type<VoiceRouting | null>(),
    smsRouting: text('sms_routing', { mode: 'json' }).$type<SmsRouting | null>(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull().default(true),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('phone_numbers_tenant_id_id').on(table.tenantId, table.id),
    uniqueIndex('phone_numbers_tenant_number').on(table.tenantId, table.phoneNumber),
    uniqueIndex('phone_numbers_owner')
      .on(table.phoneNumber)
      .where(sql`${table.isActive} = 1`),
  ],
)
