import { z } from 'zod'
import { Instant } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

const Id = z.object({ id: z.uuid() })

export const Finding = z.object({
  id: z.string(),
  resource: z.enum(['application', 'number']),
  resource_sid: z.string(),
  /** The application's name, or the number. */
  resource_name: z.string(),
  /** Twilio's name of the field, such as `VoiceUrl`; `missing` where the resource itself is gone. */
  field: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** `declined`: somebody wants it as it is, until it changes again. */
  state: z.enum(['open', 'declined']),
  created_at: Instant,
  updated_at: Instant,
})

const Verification = z.object({
  /** When everything at Twilio was last compared with what belongs there; null: never. */
  verified_at: Instant.nullable(),
  /** Why that could not be finished. */
  error: z.string().nullable(),
  findings: z.array(Finding),
})

const App = z.object({
  twiml_app_sid: z.string().nullable(),
  friendly_name: z.string().nullable(),
})

export const getTwimlApp = defineContract({
  id: 'twilio.twiml-app.get',
  method: 'GET',
  path: '/api/twilio/twiml-app',
  summary: "The tenant's TwiML application, and what was found changed at Twilio",
  access: { tenant: 'settings:read' },
  data: App.extend(Verification.shape),
  message: 'TwiML application retrieved successfully',
})

export const createTwimlApp = defineContract({
  id: 'twilio.twiml-app.create',
  method: 'POST',
  path: '/api/twilio/twiml-app',
  summary: 'Takes over the application that is there, or makes one, and sets its addresses',
  access: { tenant: 'settings:write' },
  body: z.strictObject({}),
  data: App.extend(Verification.shape),
  message: 'TwiML application is set up',
})

export const verifyTelephony = defineContract({
  id: 'twilio.twiml-app.verify',
  method: 'POST',
  path: '/api/twilio/twiml-app/verify',
  summary: 'Compares application and numbers at Twilio with what belongs there, now',
  access: { tenant: 'settings:write' },
  body: z.strictObject({}),
  data: Verification,
  message: 'Telephony verified',
})

export const repairFinding = defineContract({
  id: 'twilio.findings.repair',
  method: 'POST',
  path: '/api/twilio/findings/{id}/repair',
  summary: 'Sets the field at Twilio to what is expected',
  access: { tenant: 'settings:write' },
  params: Id,
  body: z.strictObject({}),
  data: z.object({ repaired: z.literal(true) }),
  message: 'Repaired',
})

export const declineFinding = defineContract({
  id: 'twilio.findings.decline',
  method: 'POST',
  path: '/api/twilio/findings/{id}/decline',
  summary: 'Leaves the field as it is; it is not repaired nor reported until it changes again',
  access: { tenant: 'settings:write' },
  params: Id,
  body: z.strictObject({}),
  data: Finding,
  message: 'Left as it is',
})

/** Every line of the checklist, in the order in which things have to be right. */
export const DIAGNOSTICS = [
  'credentials',
  'account_status',
  'secondary_auth_token',
  'api_key',
  'balance',
  'clock',
  'public_base_url',
  'default_number',
  'numbers',
  'number_webhooks',
  'twiml_app',
  'twiml_app_webhooks',
  'messaging_service',
  'webhooks_arriving',
  'webhooks_refused',
] as const

export const getDiagnostics = defineContract({
  id: 'twilio.diagnostics',
  method: 'GET',
  path: '/api/twilio/diagnostics',
  summary: 'What works and what does not, asked of Twilio and of this deployment now, each with what to do',
  access: { tenant: 'settings:read' },
  data: z.object({
    status: z.enum(['ok', 'warning', 'failed']),
    checks: z.array(
      z.object({
        id: z.enum(DIAGNOSTICS),
        /** `skipped`: it hangs on one before it that failed, or there is nothing to look at. */
        status: z.enum(['ok', 'warning', 'failed', 'skipped']),
        /** Which of a line's faults it is, such as `refused` or `unreachable`; null where all is well. */
        reason: z.string().nullable(),
        /** In words, for people without the pages. */
        message: z.string(),
        /** What to do about it; null where there is nothing to do. */
        action: z.string().nullable(),
        /** What was seen: numbers, fields, Twilio's own words. */
        evidence: z.record(z.string(), z.unknown()),
        response_time_ms: z.number().int().nullable(),
      }),
    ),
  }),
  message: 'Diagnostics finished',
})
