import { nowText, type TenantContext } from '../../context/tenant-context'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { takenColumns } from '../../db/unique-violation'
import { AppError } from '../../errors'
import { sealApiKey, sealPrimary, sealSecondary, openSecret } from './credential-seals'
import { isOver } from './former-token'

export type CredentialRow = typeof twilioCredentials.$inferSelect

export interface OpenedCredential {
  accountSid: string
  authToken: string
  /** The next primary, or the one before for as long as that counts, see `former-token.ts`. */
  secondaryToken: string | null
  /** Changes whenever the tokens do. */
  version: string
}

/** What is absent keeps its value. */
export interface CredentialChanges {
  accountSid?: string
  authToken?: string
  secondaryToken?: string | null
  apiKeySid?: string | null
  apiKeySecret?: string | null
  messagingServiceSid?: string | null
  isSubaccount?: boolean
  testedAt?: string
}

/** The tenant's Twilio account with its tokens in clear, for a request that is made right away. */
export async function openTwilioCredential(ctx: TenantContext): Promise<OpenedCredential | null> {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  return row ? openRow(ctx, row) : null
}

/** A credential's row with its tokens in clear. */
export function openRow(ctx: TenantContext, row: CredentialRow): OpenedCredential {
  const { accountSid, authTokenSealed, secondaryTokenSealed } = row
  const second = isOver(ctx, row) ? null : secondaryTokenSealed
  return {
    accountSid,
    authToken: openSecret(ctx, row.id, 'auth_token_sealed', authTokenSealed),
    secondaryToken: second && openSecret(ctx, row.id, 'secondary_token_sealed', second),
    version: versionOf(row),
  }
}

/** The row's tokens as they are sealed: a nonce is never used twice, so no two credentials have the same. */
export function versionOf(row: CredentialRow): string {
  return [row.id, row.accountSid, row.authTokenSealed, row.secondaryTokenSealed].join('/')
}

/**
 * Stores what is given, sealed. A token that is replaced stays as the second one for a while, since callbacks that were
 * signed with it are still under way; another account begins anew.
 *
 * @param given `null` removes the credential
 * @throws AppError CONFLICT when the account is another tenant's
 */
export async function saveTwilioCredential(
  ctx: TenantContext,
  tx: TenantDb,
  given: CredentialChanges | null,
): Promise<void> {
  if (given === null) {
    await tx.remove(telephonyFindings)
    await tx.remove(twilioCredentials)
    return
  }
  const [row] = await tx.find(twilioCredentials, { limit: 1 })
  try {
    if (row) await changeRow(ctx, tx, row, given)
    else await addRow(ctx, tx, given)
  } catch (error) {
    if (!takenColumns(error)?.includes('exclusive_account_sid')) throw error
    throw new AppError('CONFLICT', 'This Twilio account belongs to another tenant', { field: 'account_sid' })
  }
}

async function addRow(ctx: TenantContext, tx: TenantDb, given: CredentialChanges): Promise<void> {
  const { accountSid, authToken } = given
  if (!accountSid || !authToken) return
  const id = ctx.app.ids.uuid()
  const now = nowText(ctx)
  await tx.insert(twilioCredentials, {
    id,
    ...accountColumns(ctx, accountSid),
    ...sealPrimary(ctx, id, authToken),
    ...otherColumns(ctx, id, given),
    createdAt: now,
    updatedAt: now,
  })
}

async function changeRow(
  ctx: TenantContext,
  tx: TenantDb,
  row: CredentialRow,
  given: CredentialChanges,
): Promise<void> {
  const { accountSid = row.accountSid, authToken } = given
  const isOther = accountSid !== row.accountSid
  if (isOther) await tx.remove(telephonyFindings)
  const before = openRow(ctx, row)
  const isReplaced = authToken !== undefined && authToken !== before.authToken
  const keepsFormer = isReplaced && !isOther && given.secondaryToken === undefined
  const now = nowText(ctx)
  await tx.update(twilioCredentials, {
    ...(isOther && NOTHING_KEPT),
    ...accountColumns(ctx, accountSid),
    ...(isReplaced && sealPrimary(ctx, row.id, authToken)),
    ...(keepsFormer && sealSecondary(ctx, row.id, before.authToken, now)),
    ...otherColumns(ctx, row.id, given),
    updatedAt: now,
  })
}

/** What another account has nothing of. */
const NOTHING_KEPT = {
  secondaryTokenSealed: null,
  secondaryTokenLastFour: null,
  secondaryFormerAt: null,
  apiKeySid: null,
  apiKeySecretSealed: null,
  apiKeySecretLastFour: null,
  messagingServiceSid: null,
  twimlAppSid: null,
  isSubaccount: false,
  testedAt: null,
  verifiedAt: null,
  verifyError: null,
}

function accountColumns(ctx: TenantContext, accountSid: string) {
  return { accountSid, exclusiveAccountSid: ctx.app.config.sharedTwilioAccounts ? null : accountSid }
}

function otherColumns(ctx: TenantContext, id: string, given: CredentialChanges) {
  const { secondaryToken, apiKeySid, apiKeySecret, messagingServiceSid, isSubaccount, testedAt } = given
  return {
    ...(secondaryToken !== undefined && sealSecondary(ctx, id, secondaryToken)),
    ...(apiKeySid !== undefined && { apiKeySid }),
    ...(apiKeySecret !== undefined && sealApiKey(ctx, id, apiKeySecret)),
    ...(messagingServiceSid !== undefined && { messagingServiceSid }),
    ...(isSubaccount !== undefined && { isSubaccount }),
    ...(testedAt !== undefined && { testedAt }),
  }
}
