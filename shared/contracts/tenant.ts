import { z } from 'zod'
import { CountryCode, Currency, E164, Instant, Origin, RowId, TimeOfDay, TimeZone } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

const Money = z.number().min(0).max(1_000_000)

/** Settings as the API shows them, every field. */
export const Settings = z.strictObject({
  timezone: TimeZone,
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'must be a locale such as en-US'),
  currency: Currency,
  max_calls_per_day: z.number().int().min(0).max(1_000_000).nullable(),
  /** In units of `currency`. */
  spend_limit_per_day: Money.nullable(),
  allowed_countries: z.array(CountryCode).max(250).nullable(),
  quiet_hours: z.strictObject({ from: TimeOfDay, to: TimeOfDay }).nullable(),
  /** Overrides of the voice map: `{ "bob": "Polly.Joey" }`. */
  voices: z.record(z.enum(['alice', 'woman', 'man', 'bob']), z.string().max(100)).or(z.strictObject({})),
  allowed_origins: z.array(Origin).max(50),
  /** What operators see instead of the product's name and colour; null: the product's own. */
  brand: z.strictObject({
    name: z.string().trim().min(1).max(60).nullable(),
    accent_colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #1d4ed8')
      .nullable(),
  }),
  /** People sign in with a second factor, or not at all. */
  require_second_factor: z.boolean(),
  /** Every call is recorded, unless the one who places it says otherwise. */
  auto_record_calls: z.boolean(),
  /** Said before a recorded call goes on; null: nothing. Many places require it. */
  recording_announcement: z.string().trim().min(1).max(500).nullable(),
  /** Days that a recording is kept, here and at Twilio; null: until somebody deletes it. */
  recording_retention_days: z.number().int().min(1).max(3_650).nullable(),
  /** The file that is heard on hold; null: the product's own music. */
  hold_music_file_id: RowId.nullable(),
  /** What is found changed at Twilio is put right without asking. */
  repair_telephony: z.boolean(),
  /** What a segment and a started minute are expected to cost until Twilio says. */
  prices: z.strictObject({ sms_segment: Money, call_minute: Money }),
})

export const SettingsChanges = Settings.partial().extend({
  voices: z.partialRecord(z.enum(['alice', 'woman', 'man', 'bob']), z.string().max(100)).optional(),
})

export const TenantProfile = z.object({
  id: z.string(),
  name: z.string(),
  from_number: z.string().nullable(),
  twilio_sid: z.string().nullable(),
  /** A mask that ends in the last four characters; sent back as it is, it keeps the token. */
  twilio_token: z.string().nullable(),
  twilio_token_set: z.boolean(),
  plan: z.string(),
  status: z.enum(['active', 'suspended']),
  is_active: z.boolean(),
  /** The tenant's own picture beside its name; null where it has none. */
  logo_url: z.string().nullable(),
  settings: Settings.extend({ voices: z.record(z.string(), z.string()) }),
  created_at: Instant,
  updated_at: Instant,
})

export const getProfile = defineContract({
  id: 'tenant.profile.get',
  method: 'GET',
  path: '/api/tenant/profile',
  summary: "The caller's tenant: who it is and how it is set up",
  access: { tenant: 'settings:read' },
  data: TenantProfile,
  message: 'Profile retrieved successfully',
})

export const AccountSid = z.string().regex(/^AC[0-9a-zA-Z]{32}$/, 'must be a Twilio account SID: AC and 32 characters')
export const AuthToken = z.string().min(20).max(200)

export const updateProfile = defineContract({
  id: 'tenant.profile.update',
  method: 'PUT',
  path: '/api/tenant/profile',
  summary: 'Changes the fields given: name, caller number, Twilio account, settings',
  access: { tenant: 'settings:write' },
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    from_number: E164.nullable().optional(),
    twilio_sid: AccountSid.nullable().optional(),
    twilio_token: AuthToken.or(z.string().startsWith('*')).nullable().optional(),
    settings: SettingsChanges.optional(),
  }),
  readOnly: ['id', 'plan', 'status', 'is_active', 'logo_url', 'twilio_token_set', 'created_at', 'updated_at'],
  data: TenantProfile,
  message: 'Profile updated successfully',
})

const Usage = z.object({
  calls: z.number().int(),
  messages: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  /** What Twilio charged as far as it is known, in units of `currency`. */
  cost: z.number(),
})

export const getUsage = defineContract({
  id: 'tenant.usage.get',
  method: 'GET',
  path: '/api/tenant/usage',
  summary: "Today's and this month's use, with the limits; days begin at midnight in the tenant's zone",
  access: { tenant: 'billing:read' },
  data: z.object({
    currency: z.string(),
    timezone: z.string(),
    today: Usage.extend({
      max_calls_per_day: z.number().nullable(),
      calls_left: z.number().nullable(),
      spend_limit_per_day: z.number().nullable(),
      /** Charged, and expected where Twilio hasn't said yet. */
      spent: z.number(),
    }),
    month: Usage,
    api: z.object({ requests: z.number().int(), failed: z.number().int(), average_response_ms: z.number().nullable() }),
  }),
  message: 'Usage retrieved successfully',
})
