import { and, eq, lte } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { AppError } from '../../errors'
import { twilioAccount } from '../../providers/twilio/account'
import { recordAudit } from '../audit/record-audit'
import { openSecret } from './credential-seals'

/** Asked each hour from then on, so that an hour in which Twilio cannot be reached costs nobody a webhook. */
const ASKED_AFTER_MS = 12 * 60 * 60_000

/**
 * Puts the end of a former token off while Twilio takes it: somebody entered Twilio's second token as the first one here
 * and has not promoted it there yet, and until then Twilio signs what it sends with the former one.
 */
export async function keepFormerToken(ctx: TenantContext): Promise<void> {
  const since = new Date(ctx.app.clock.now().getTime() - ASKED_AFTER_MS).toISOString()
  const [row] = await ctx.db.find(twilioCredentials, {
    where: lte(twilioCredentials.secondaryFormerAt, since),
    limit: 1,
  })
  if (!row?.secondaryTokenSealed) return
  const { accountSid, secondaryTokenSealed } = row
  const former = openSecret(ctx, row.id, 'secondary_token_sealed', secondaryTokenSealed)
  if (!(await takes(ctx, accountSid, former))) return
  const unchanged = and(
    eq(twilioCredentials.id, row.id),
    eq(twilioCredentials.secondaryFormerAt, row.secondaryFormerAt!),
    eq(twilioCredentials.secondaryTokenSealed, secondaryTokenSealed),
  )
  const now = nowText(ctx)
  await ctx.db.transaction(async (tx) => {
    const [kept] = await tx.update(twilioCredentials, { secondaryFormerAt: now }, unchanged)
    if (!kept) return
    await recordAudit(ctx, tx, {
      operation: 'twilio.credentials.keep-former-token',
      entity: 'twilio_credentials',
      entityId: accountSid,
      before: { former_since: row.secondaryFormerAt },
      after: { former_since: now },
    })
  })
}

/** @returns false also where Twilio does not say */
async function takes({ app }: TenantContext, accountSid: string, password: string): Promise<boolean> {
  try {
    await twilioAccount(app.clientOf({ accountSid, password })).fetchAccount()
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
