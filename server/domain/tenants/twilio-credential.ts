import { nowText, type TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'

type CredentialRow = typeof twilioCredentials.$inferSelect

export interface OpenedCredential {
  accountSid: string
  authToken: string
  /** The next primary, while a rotation is under way. */
  secondaryToken: string | null
  /** Changes whenever the credential does. */
  version: string
}

/** The tenant's Twilio account with its tokens in clear, for a request that is made right away. */
export async function openTwilioCredential(ctx: TenantContext): Promise<OpenedCredential | null> {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  return row ? openRow(ctx, row) : null
}

/** A credential's row with its tokens in clear. */
export function openRow(ctx: TenantContext, row: CredentialRow): OpenedCredential {
  const open = (sealed: string, column: string) => ctx.app.sealedBox.open(sealed, placeOf(ctx, row.id, column))
  return {
    accountSid: row.accountSid,
    authToken: open(row.authTokenSealed, 'auth_token_sealed'),
    secondaryToken: row.secondaryTokenSealed && open(row.secondaryTokenSealed, 'secondary_token_sealed'),
    version: versionOf(row),
  }
}

/** The row's tokens as they are sealed: a nonce is never used twice, so no two credentials have the same. */
export function versionOf(row: CredentialRow): string {
  return [row.id, row.accountSid, row.authTokenSealed, row.secondaryTokenSealed].join('/')
}

/**
 * Stores account and token, sealed. What is absent keeps its value.
 *
 * @param given `null` for both removes the credential
 */
export async function saveTwilioCredential(
  ctx: TenantContext,
  tx: TenantDb,
  given: { accountSid?: string; authToken?: string } | null,
): Promise<void> {
  if (given === null) {
    await tx.remove(twilioCredentials)
    return
  }
  const now = nowText(ctx)
  const [row] = await tx.find(twilioCredentials, { limit: 1 })
  const id = row?.id ?? ctx.app.ids.uuid()
  const sealed = given.authToken === undefined ? {} : sealPrimary(ctx, id, given.authToken)
  if (row) {
    const accountSid = given.accountSid ?? row.accountSid
    // The next primary of one account means nothing to another.
    const ended = accountSid === row.accountSid ? {} : { secondaryTokenSealed: null }
    await tx.update(twilioCredentials, { accountSid, ...sealed, ...ended, updatedAt: now })
    return
  }
  if (!given.accountSid || !given.authToken) return
  await tx.insert(twilioCredentials, {
    id,
    accountSid: given.accountSid,
    ...sealPrimary(ctx, id, given.authToken),
    createdAt: now,
    updatedAt: now,
  })
}

/** The columns of the first token. */
export function sealPrimary(ctx: TenantContext, rowId: string, token: string) {
  return {
    authTokenSealed: ctx.app.sealedBox.seal(token, placeOf(ctx, rowId, 'auth_token_sealed')),
    authTokenLastFour: token.slice(-4),
  }
}

/** The columns of the second token. */
export function sealSecondary(ctx: TenantContext, rowId: string, token: string) {
  return {
    secondaryTokenSealed: ctx.app.sealedBox.seal(token, placeOf(ctx, rowId, 'secondary_token_sealed')),
    secondaryTokenLastFour: token.slice(-4),
  }
}

const placeOf = (ctx: TenantContext, rowId: string, column: string) => ({
  table: 'twilio_credentials',
  column,
  tenantId: ctx.tenant.id,
  rowId,
})
