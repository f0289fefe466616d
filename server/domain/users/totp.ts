import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import type { App } from '../../context/app'
import { users } from '../../db/schema/users'
import type { UserRow } from '../../db/system-db'
import type { TenantDb } from '../../db/tenant-db'

/** RFC 6238 as every authenticator speaks it; others are not offered, since some programs ignore what an address says. */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 }
/** Steps before and after now that count: people type slowly, and clocks drift. */
const WINDOW = 1
/** RFC 4226, section 4: 160 bits are recommended. */
const SECRET_BYTES = 20

/** A new secret, base32. */
export const newTotpSecret = () => new Secret({ size: SECRET_BYTES }).base32

/** The address that authenticators scan. */
export function totpUri(secret: string, names: { issuer: string; label: string }): string {
  return new TOTP({ ...FORM, ...names, secret: Secret.fromBase32(secret) }).toString()
}

/** The time step whose code this is, near now; null for none. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime()
  const key = Secret.fromBase32(secret)
  const delta = TOTP.validate({ ...FORM, secret: key, token: code, timestamp, window: WINDOW })
  return delta === null ? null : TOTP.counter({ period: FORM.period, timestamp }) + delta
}

/** Where a person's secret is sealed for. */
export const totpPlace = (user: Pick<UserRow, 'id' | 'tenantId'>) => ({
  table: 'users',
  column: 'totp_secret',
  tenantId: user.tenantId,
  rowId: String(user.id),
})

/** Uses a code up: of two that come at once, one counts (RFC 6238, section 5.2). Says whether this one did. */
export async function useTotpCode(app: App, db: TenantDb, user: UserRow, code: string): Promise<boolean> {
  if (user.totpSecret === null) return false
  const step = stepOfCode(app.sealedBox.open(user.totpSecret, totpPlace(user)), code, app.clock.now())
  if (step === null) return false
  const unused = or(isNull(users.totpLastStep), lt(users.totpLastStep, step))
  const mine = and(eq(users.id, user.id), eq(users.totpSecret, user.totpSecret), unused)
  return (await db.update(users, { totpLastStep: step }, mine)).length === 1
}
