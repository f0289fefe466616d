import { z } from 'zod'
import { E164, Instant } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'
import { AccountSid, AuthToken } from './tenant.ts'

/** A secret, or the mask of the one kept, which keeps it. */
const Secret = AuthToken.or(z.string().startsWith('*'))
const sidOf = (prefix: string, name: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-zA-Z]{32}$`), `must be a ${name} SID: ${prefix} and 32 characters`)

const fields = {
  /** null only where there is none: the account goes by being removed. */
  account_sid: AccountSid.nullable().optional(),
  auth_token: Secret.nullable().optional(),
  /** The next primary: webhooks signed with it verify, and requests fall back to it. */
  secondary_auth_token: Secret.nullable().optional(),
  /** For the telephone in the browser alone. */
  api_key_sid: sidOf('SK', 'Twilio API key').nullable().optional(),
  api_key_secret: Secret.nullable().optional(),
  /** The number that is sent from, unless a sender is named. */
  from_number: E164.nullable().optional(),
  /** Chooses the sender of messages by itself. */
  messaging_service_sid: sidOf('MG', 'Messaging Service').nullable().optional(),
}

/** As spec/002 calls them. */
const aliases = {
  account_sid: ['twilioAccountSid'],
  auth_token: ['twilioAuthToken'],
  api_key_sid: ['twilioApiKeySid'],
  api_key_secret: ['twilioApiKeySecret'],
  from_number: ['twilioPhoneNumber'],
} as const

export const TwilioCredentials = z.object({
  /** False: everything else is null. */
  is_set: z.boolean(),
  account_sid: z.string().nullable(),
  /** Masks end in the last four characters. */
  auth_token: z.string().nullable(),
  auth_token_set: z.boolean(),
  secondary_auth_token: z.string().nullable(),
  secondary_auth_token_set: z.boolean(),
  api_key_sid: z.string().nullable(),
  api_key_secret: z.string().nullable(),
  api_key_secret_set: z.boolean(),
  from_number: z.string().nullable(),
  messaging_service_sid: z.string().nullable(),
  /** Made by the platform under its own account. */
  is_subaccount: z.boolean(),
  /** When Twilio last took them. */
  tested_at: Instant.nullable(),
  updated_at: Instant.nullable(),
})

export const CREDENTIAL_CHECKS = [
  'account',
  'secondary_auth_token',
  'api_key',
  'from_number',
  'messaging_service',
] as const

/** One thing that was asked of Twilio. */
export const CredentialCheck = z.object({
  name: z.enum(CREDENTIAL_CHECKS),
  status: z.enum(['success', 'failed']),
  /** Method and path. */
  request: z.string(),
  response_time_ms: z.number().int(),
  /** What Twilio said, where it refused or did not answer. */
  error_details: z
    .object({ code: z.number().int().nullable(), message: z.string(), more_info: z.string().nullable() })
    .nullable(),
})

export const getTwilioCredentials = defineContract({
  id: 'twilio.credentials.get',
  method: 'GET',
  path: '/api/twilio/credentials',
  summary: "The tenant's Twilio account, its secrets masked",
  access: { tenant: 'settings:read' },
  data: TwilioCredentials,
  message: 'Credentials retrieved successfully',
})

export const updateTwilioCredentials = defineContract({
  id: 'twilio.credentials.update',
  method: 'PUT',
  path: '/api/twilio/credentials',
  summary: 'Tests the fields given with Twilio, then stores them sealed; what Twilio refuses is not stored',
  access: { tenant: 'settings:write' },
  body: z.strictObject(fields),
  aliases,
  readOnly: [
    'is_set',
    'auth_token_set',
    'secondary_auth_token_set',
    'api_key_secret_set',
    'is_subaccount',
    'tested_at',
    'updated_at',
  ],
  data: TwilioCredentials,
  message: 'Credentials saved',
})

export const removeTwilioCredentials = defineContract({
  id: 'twilio.credentials.remove',
  method: 'DELETE',
  path: '/api/twilio/credentials',
  summary: 'Forgets the Twilio account: nothing can be sent or received until there is another',
  access: { tenant: 'settings:write' },
  data: z.object({ deleted: z.literal(true) }),
  message: 'Credentials removed',
})

export const testTwilioCredentials = defineContract({
  id: 'twilio.credentials.test',
  method: 'POST',
  path: '/api/twilio/credentials/test',
  summary: 'Asks Twilio about the fields given, or about those kept; stores nothing',
  access: { tenant: 'settings:write' },
  body: z.strictObject(fields),
  aliases,
  data: z.object({
    status: z.enum(['success', 'failed']),
    response_time_ms: z.number().int(),
    checks: z.array(CredentialCheck),
  }),
  message: 'Credentials tested',
})
