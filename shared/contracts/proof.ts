import { z } from 'zod'

/** What authenticators show: six digits, which people type with a blank in their middle. */
export const TotpCode = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must be the 6 digits that the authenticator shows'))

export const Password = z.string().min(1).max(1000)

/** That it is the person who sits there, and not somebody at a browser left open. Either is enough. */
export const proof = { password: Password.optional(), code: TotpCode.optional() }
