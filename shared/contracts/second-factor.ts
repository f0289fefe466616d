import { z } from 'zod'
import { SignedIn } from './auth.ts'
import { defineContract } from './contract.ts'
import { PasskeyAnswer, PasskeyRequest } from './passkeys.ts'
import { Password, proof, TotpCode } from './proof.ts'
import { NewPassword } from './users.ts'

export const changePassword = defineContract({
  id: 'auth.password',
  method: 'PUT',
  path: '/api/auth/password',
  summary: 'Changes the caller’s own password and ends their other sessions; 5 wrong ones in 5 minutes lock it',
  access: { tenant: 'any' },
  body: z.strictObject({ current_password: Password, new_password: NewPassword }),
  data: z.object({ changed: z.literal(true), sessions_ended: z.number().int() }),
  message: 'Password changed',
})

export const getSecondFactor = defineContract({
  id: 'auth.second-factor.get',
  method: 'GET',
  path: '/api/auth/second-factor',
  summary: 'What the caller has set up besides the password, and what the tenant asks for',
  access: { tenant: 'any' },
  data: z.object({
    /** The tenant lets nobody in without one: the last cannot be removed. */
    required: z.boolean(),
    totp: z.boolean(),
    passkeys: z.number().int(),
    /** Adding one takes a proof; not within 15 minutes of a sign-in that can do nothing else. */
    needs_proof: z.boolean(),
    /** The only origin at which browsers offer this server’s passkeys; null where its address is no name. */
    passkey_origin: z.string().nullable(),
  }),
  message: 'Second factor retrieved successfully',
})

export const startTotp = defineContract({
  id: 'auth.totp.start',
  method: 'POST',
  path: '/api/auth/totp',
  summary: 'A secret for an authenticator, which counts once a code of it is confirmed; needs the password or a code',
  access: { tenant: 'any' },
  body: z.strictObject(proof),
  data: z.object({
    /** Base32, for typing in. */
    secret: z.string(),
    uri: z.string(),
    /** The address as a QR code: an SVG element. */
    qr_svg: z.string(),
    /** To be sent back with the first code, within 10 minutes. */
    pending: z.string(),
  }),
  message: 'Scan the code with an authenticator, then confirm with what it shows',
})

export const confirmTotp = defineContract({
  id: 'auth.totp.confirm',
  method: 'POST',
  path: '/api/auth/totp/confirm',
  summary: 'Sets the authenticator up: from now on signing in asks for its code',
  access: { tenant: 'any' },
  body: z.strictObject({ code: TotpCode, pending: z.string().min(1).max(2000) }),
  data: z.object({ totp: z.literal(true) }),
  message: 'Authenticator set up',
})

export const removeTotp = defineContract({
  id: 'auth.totp.remove',
  method: 'DELETE',
  path: '/api/auth/totp',
  summary: 'Takes the authenticator away; needs the password or a code',
  access: { tenant: 'any' },
  body: z.strictObject(proof),
  data: z.object({ deleted: z.literal(true) }),
  message: 'Authenticator removed',
})

const Challenge = z.string().min(1).max(200)

export const secondFactorOptions = defineContract({
  id: 'auth.second-factor.options',
  method: 'POST',
  path: '/api/auth/second-factor/options',
  summary: 'What the browser needs to ask for a passkey as the second step of a sign-in',
  access: 'public',
  body: z.strictObject({ challenge: Challenge }),
  data: z.object({ options: PasskeyRequest }),
  message: 'Ask for a passkey',
})

export const finishSecondFactor = defineContract({
  id: 'auth.second-factor',
  method: 'POST',
  path: '/api/auth/second-factor',
  summary: 'The second step of a sign-in: a code or a passkey; 5 wrong ones and it begins anew',
  access: 'public',
  body: z
    .strictObject({
      challenge: Challenge,
      code: TotpCode.optional(),
      passkey: PasskeyAnswer.optional(),
      bearer: z.boolean().default(false),
    })
    .refine(({ code, passkey }) => (code === undefined) !== (passkey === undefined), 'give either code or passkey'),
  data: SignedIn,
  message: 'Signed in',
})
