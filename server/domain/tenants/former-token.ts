import { and, eq, lte } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { recordAudit } from '../audit/record-audit'

type CredentialRow = typeof twilioCredentials.$inferSelect

/**
 * How long a former first token counts, milliseconds. Twilio repeats a callback for minutes; a person may be at it for
 * hours, with servers that learn of the new one late. A token is replaced because it leaked as well.
 */
const COUNTS_MS = 24 * 60 * 60_000

/** Until when the second token counts; null where it is no former one. */
export function formerCountsUntil({ secondaryFormerAt }: CredentialRow): string | null {
  return secondaryFormerAt && new Date(Date.parse(secondaryFormerAt) + COUNTS_MS).toISOString()
}

/** Whether the second token is a former one that counts no more, though it may not have been cleared yet. */
export function isOver(ctx: TenantContext, row: CredentialRow): boolean {
  const until = formerCountsUntil(row)
  return until !== null && until <= nowText(ctx)
}

/** Forgets a former token that counts no more. */
export async function clearFormerToken(ctx: TenantContext): Promise<void> {
  const oldest = new Date(ctx.app.clock.now().getTime() - COUNTS_MS).toISOString()
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.find(twilioCredentials, {
      where: lte(twilioCredentials.secondaryFormerAt, oldest),
      limit: 1,
    })
    if (!row) return
    await tx.update(
      twilioCredentials,
      { secondaryTokenSealed: null, secondaryTokenLastFour: null, secondaryFormerAt: null, updatedAt: nowText(ctx) },
      and(eq(twilioCredentials.id, row.id), lte(twilioCredentials.secondaryFormerAt, oldest)),
    )
    await recordAudit(ctx, tx, {
      operation: 'twilio.credentials.clear-former-token',
      entity: 'twilio_credentials',
      entityId: row.accountSid,
      before: { secondary_auth_token: row.secondaryTokenLastFour },
      after: { secondary_auth_token: null },
    })
  })
}
