import { and, eq } from 'drizzle-orm'
import type { App } from '../../context/app'
import { nowText } from '../../context/tenant-context'
import { systemPrincipal } from '../../context/principal'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { TenantDb } from '../../db/tenant-db'
import { recordAudit } from '../audit/record-audit'
import { sealPrimary, sealSecondary } from './credential-seals'
import { openRow, versionOf } from './twilio-credential'

/**
 * Lets the second token be the first, because Twilio takes it and no longer takes the first. The old one stays as the
 * second for a while: callbacks that were signed with it are still under way.
 *
 * @param version the credential as it was when that was found out; one that changed since is left alone
 */
export async function swapTokens(app: App, tenantId: string, version: string): Promise<void> {
  const found = await app.system.findTenant(tenantId)
  if (!found) return
  const request = { id: app.ids.uuid(), endpoint: 'swap-tokens', ipAddress: null, userAgent: null }
  const db = TenantDb.open(app.db, tenantId)
  const ctx = { app, ...found, db, principal: systemPrincipal(tenantId, 'swap-tokens'), request }
  await db.transaction(async (tx) => {
    const [row] = await tx.find(twilioCredentials, { limit: 1 })
    if (!row || versionOf(row) !== version) return
    const { authToken, secondaryToken } = openRow(ctx, row)
    if (!secondaryToken) return
    const now = nowText(ctx)
    await tx.update(
      twilioCredentials,
      {
        ...sealPrimary(ctx, row.id, secondaryToken),
        ...sealSecondary(ctx, row.id, authToken, now),
        updatedAt: now,
      },
      and(eq(twilioCredentials.id, row.id), eq(twilioCredentials.authTokenSealed, row.authTokenSealed)),
    )
    await recordAudit(ctx, tx, {
      operation: 'twilio.credentials.swap-tokens',
      entity: 'twilio_credentials',
      entityId: row.accountSid,
      before: { auth_token: row.authTokenLastFour, secondary_auth_token: row.secondaryTokenLastFour },
      after: { auth_token: row.secondaryTokenLastFour, secondary_auth_token: row.authTokenLastFour },
    })
  })
}
