import type { TenantContext } from '../../context/tenant-context'
import type { UserRow } from '../../db/system-db'
import { invalid } from '../../errors'
import { isPassword } from './password'
import { useTotpCode } from './totp'

/** How long a sign-in proves by itself who it was, milliseconds. */
const FRESH_MS = 15 * 60_000

/**
 * Asks a person who is signed in for the password once more: a browser that is left open must not be enough.
 *
 * @param field what the password is called in the request
 * @throws AppError VALIDATION_ERROR when it is wrong; RATE_LIMITED after 5 wrong ones in 5 minutes
 */
export async function checkOwnPassword(
  ctx: TenantContext,
  user: UserRow,
  password: string,
  field: string,
): Promise<void> {
  await limited(ctx, user, field, () => isPassword(ctx.app, password, user.passwordHash))
}

/**
 * The same by the password or a code of the authenticator.
 *
 * @throws AppError VALIDATION_ERROR when neither is given or what is given is wrong; RATE_LIMITED
 */
export async function proveOneself(
  ctx: TenantContext,
  user: UserRow,
  { password, code }: { password?: string; code?: string },
): Promise<void> {
  if (password !== undefined) return checkOwnPassword(ctx, user, password, 'password')
  if (code === undefined) throw invalid('password', 'give your password, or a code of your authenticator as code')
  await limited(ctx, user, 'code', () => useTotpCode(ctx.app, ctx.db, user, code))
}

/**
 * Whether adding a factor takes a proof. Whoever has to set the first one up, and can do nothing else, gave their
 * password a moment ago.
 */
export function needsProof({ app, session }: TenantContext): boolean {
  if (session?.row.stage !== 'enrolment') return true
  return app.clock.now().getTime() - Date.parse(session.row.createdAt) > FRESH_MS
}

async function limited(ctx: TenantContext, user: UserRow, field: string, isRight: () => Promise<boolean>) {
  const name = JSON.stringify([ctx.tenant.id, user.id, 'proof'])
  const proved = await ctx.app.signInGuard.attempt(name, async () => ((await isRight()) ? true : null))
  if (!proved) throw invalid(field, 'is wrong, or a code that was used already')
}
