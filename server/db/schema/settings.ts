import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from './columns'
import { tenants } from './tenants'

/**
 * A tenant's preferences, one typed row each, made together with the tenant.
 * The API shows and takes it as the `settings` object of the profile.
 */
export const settings = sqliteTable('settings', {
  tenantId: text('tenant_id')
    .primaryKey()
    .references(() => tenants.id, { onDelete: 'cascade' }),
  timezone: text('timezone').notNull().default('UTC'),
  locale: text('locale').notNull().default('en-US'),
  currency: text('currency').notNull().default('USD'),
  /** null: no limit. Counted in the tenant's day and zone. */
  maxCallsPerDay: integer('max_calls_per_day'),
  /** Micro-units of `currency`; null: no limit. */
  spendLimitPerDayMicros: integer('spend_limit_per_day_micros'),
  /** ISO 3166-1 alpha-2 codes; null: every country. */
  allowedCountries: text('allowed_countries', { mode: 'json' }).$type<string[] | null>(),
  quietHours: text('quiet_hours', { mode: 'json' }).$type<{ from: string; to: string } | null>(),
  voices: text('voices', { mode: 'json' }).$type<Record<string, string>>().notNull().default({}),
  allowedOrigins: text('allowed_origins', { mode: 'json' }).$type<string[]>().notNull().default([]),
  /** What a segment and a started minute are expected to cost, until Twilio says; micro-units of `currency`. */
  smsSegmentPriceMicros: integer('sms_segment_price_micros').notNull().default(8_300),
  callMinutePriceMicros: integer('call_minute_price_micros').notNull().default(14_000),
  /** Shown instead of the product's name; null: the product's. */
  brandName: text('brand_name'),
  /** `#rrggbb`; null: the product's own. */
  accentColour: text('accent_colour'),
  /** The picture beside the name, `sha256.type` of one of the tenant's contents; null: none. */
  logo: text('logo'),
  /** People sign in with TOTP or a passkey besides the password, or not at all. */
  requireSecondFactor: integer('require_second_factor', { mode: 'boolean' }).notNull().default(false),
  /** Every call is recorded, unless the one who places it says otherwise. */
  autoRecordCalls: integer('auto_record_calls', { mode: 'boolean' }).notNull().default(false),
  /** Said before a recorded call goes on; null: nothing is said. */
  recordingAnnouncement: text('recording_announcement'),
  /** Days that a recording is kept, here and at Twilio; null: until somebody deletes it. */
  recordingRetentionDays: integer('recording_retention_days'),
  /** What is heard on hold, one of the tenant's files; null, and while it cannot be played: the product's own. */
  holdMusicFileId: integer('hold_music_file_id'),
  /** What is found changed at Twilio is put right without asking. */
  repairTelephony: integer('repair_telephony', { mode: 'boolean' }).notNull().default(false),
  updatedAt: instant('updated_at').notNull(),
})
