import { z } from 'zod'
import { Instant, TenantId } from '../schemas/primitives.ts'
import { NOT_EMPTY } from '../schemas/words.ts'
import { SignedIn } from './auth.ts'
import { defineContract } from './contract.ts'
import { proof } from './proof.ts'

const Base64Url = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]*$/, 'must be base64url')

/** What `navigator.credentials.create` gave, as JSON (WebAuthn level 3, RegistrationResponseJSON). */
const PasskeyRegistration = z.looseObject({
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: z.array(z.string().max(50)).max(10).optional(),
  }),
  clientExtensionResults: z.looseObject({}).default({}),
})

/** What `navigator.credentials.get` gave, as JSON (AuthenticationResponseJSON). */
export const PasskeyAnswer = z.looseObject({
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: Base64Url.nullish().transform((handle) => handle ?? undefined),
  }),
  clientExtensionResults: z.looseObject({}).default({}),
})

/** For `startAuthentication` of @simplewebauthn/browser (PublicKeyCredentialRequestOptionsJSON). */
export const PasskeyRequest = z.looseObject({ challenge: z.string(), rpId: z.string() })
/** For `startRegistration` (PublicKeyCredentialCreationOptionsJSON). */
const PasskeyCreation = z.looseObject({ challenge: z.string() })

const Passkey = z.object({
  id: z.string(),
  name: z.string(),
  created_at: Instant,
  last_used_at: Instant.nullable(),
})

const Name = z.string().trim().min(1, NOT_EMPTY).max(100)

export const passkeyOptions = defineContract({
  id: 'auth.passkeys.options',
  method: 'POST',
  path: '/api/auth/passkeys/options',
  summary: 'What the browser needs to make a passkey for the caller; needs the password or a code',
  access: { tenant: 'any' },
  body: z.strictObject(proof),
  data: z.object({ options: PasskeyCreation }),
  message: 'Make a passkey',
})

export const addPasskey = defineContract({
  id: 'auth.passkeys.add',
  method: 'POST',
  path: '/api/auth/passkeys',
  summary: 'Keeps the passkey that the browser made',
  access: { tenant: 'any' },
  body: z.strictObject({ name: Name, response: PasskeyRegistration }),
  data: Passkey,
  message: 'Passkey added',
  creates: true,
})

export const listPasskeys = defineContract({
  id: 'auth.passkeys.list',
  method: 'GET',
  path: '/api/auth/passkeys',
  summary: 'The caller’s passkeys, the first made first',
  access: { tenant: 'any' },
  data: z.object({ passkeys: z.array(Passkey) }),
  message: 'Passkeys retrieved successfully',
})

export const removePasskey = defineContract({
  id: 'auth.passkeys.remove',
  method: 'DELETE',
  path: '/api/auth/passkeys/{id}',
  summary: 'Takes one of the caller’s passkeys away; needs the password or a code',
  access: { tenant: 'any' },
  params: z.object({ id: z.uuid() }),
  body: z.strictObject(proof),
  data: z.object({ deleted: z.literal(true) }),
  message: 'Passkey removed',
})

export const passkeySignInOptions = defineContract({
  id: 'auth.passkey.options',
  method: 'POST',
  path: '/api/auth/passkey/options',
  summary: 'What the browser needs to sign in with a passkey alone',
  access: 'public',
  body: z.strictObject({ tenant_id: TenantId }),
  data: z.object({ options: PasskeyRequest }),
  message: 'Ask for a passkey',
})

export const passkeySignIn = defineContract({
  id: 'auth.passkey',
  method: 'POST',
  path: '/api/auth/passkey',
  summary: 'Signs a person in by a passkey that has verified them, without a name or a password',
  access: 'public',
  body: z.strictObject({ tenant_id: TenantId, response: PasskeyAnswer, bearer: z.boolean().default(false) }),
  data: SignedIn,
  message: 'Signed in',
})
