import { and, asc, eq, gt, isNotNull } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import type { SealContext } from '../../crypto/sealed-box'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { users } from '../../db/schema/users'
import { recordAudit } from '../audit/record-audit'
import { credentialPlace } from '../tenants/credential-seals'
import { totpPlace } from '../users/totp'

/** People looked at in one run: their sealed secrets are opened and sealed in some milliseconds each. */
const MAX_PEOPLE = 500

/**
 * Seals under the first key whatever a tenant has under an older one: its Twilio credentials and its people's TOTP
 * secrets. What else is sealed ends within a day by itself: kept answers, and TOTP secrets that are being set up.
 *
 * @param after the last person of the run before
 * @returns where to go on; null at the end
 */
export async function resealSecrets(ctx: TenantContext, after = 0): Promise<number | null> {
  if (after === 0) await resealCredentials(ctx)
  const where = and(isNotNull(users.totpSecret), gt(users.id, after))
  const people = await ctx.db.find(users, { where, orderBy: [asc(users.id)], limit: MAX_PEOPLE })
  for (const person of people) {
    const totpSecret = resealed(ctx, person.totpSecret, totpPlace(person))
    if (!totpSecret) continue
    const unchanged = and(eq(users.id, person.id), eq(users.totpSecret, person.totpSecret!))
    await ctx.db.transaction(async (tx) => {
      const [row] = await tx.update(users, { totpSecret }, unchanged)
      if (row) await recordAudit(ctx, tx, { ...RESEALED, entity: 'user', entityId: person.id })
    })
  }
  return people.length === MAX_PEOPLE ? people.at(-1)!.id : null
}

async function resealCredentials(ctx: TenantContext): Promise<void> {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (!row) return
  const { id, authTokenSealed, secondaryTokenSealed, apiKeySecretSealed } = row
  const changed = Object.entries({
    authTokenSealed: resealed(ctx, authTokenSealed, credentialPlace(ctx, id, 'auth_token_sealed')),
    secondaryTokenSealed: resealed(ctx, secondaryTokenSealed, credentialPlace(ctx, id, 'secondary_token_sealed')),
    apiKeySecretSealed: resealed(ctx, apiKeySecretSealed, credentialPlace(ctx, id, 'api_key_secret_sealed')),
  }).filter(([, sealed]) => sealed !== null)
  if (changed.length === 0) return
  await ctx.db.transaction(async (tx) => {
    const [now] = await tx.find(twilioCredentials, { where: eq(twilioCredentials.id, id), limit: 1 })
    const isSame =
      now?.authTokenSealed === authTokenSealed &&
      now.secondaryTokenSealed === secondaryTokenSealed &&
      now.apiKeySecretSealed === apiKeySecretSealed
    if (!isSame) return // changed meanwhile, and with that sealed under the first key; what was not is the next run's
    await tx.update(twilioCredentials, Object.fromEntries(changed), eq(twilioCredentials.id, id))
    await recordAudit(ctx, tx, { ...RESEALED, entity: 'twilio_credentials', entityId: row.accountSid })
  })
}

const RESEALED = {
  operation: 'reseal-secrets',
  before: { encryption_key: 'older' },
  after: { encryption_key: 'first' },
}

/** The same secret under the first key; null where there is none, and where it is under that already. */
function resealed({ app }: TenantContext, sealed: string | null, place: SealContext): string | null {
  if (sealed === null || !app.sealedBox.isStale(sealed)) return null
  return app.sealedBox.seal(app.sealedBox.open(sealed, place), place)
}
