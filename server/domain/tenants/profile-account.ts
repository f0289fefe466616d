import type { updateProfile as UpdateProfile } from '#shared/contracts/tenant'
import type { InputOf } from '#shared/contracts/contract'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, invalid } from '../../errors'
import { passChecks } from './check-login'
import {
  openRow,
  saveTwilioCredential,
  versionOf,
  type CredentialChanges,
  type CredentialRow,
} from './twilio-credential'

type Body = InputOf<typeof UpdateProfile>['body']

/** What a change of the profile makes of the Twilio account, and the row that it was decided by. */
export interface AccountChange {
  row: CredentialRow | undefined
  /** null: it is forgotten. */
  changes: CredentialChanges | null
}

/**
 * Reads account and token out of a profile's change, and asks Twilio about them: whoever could name any account would
 * keep its owner out of it.
 *
 * @returns null where nothing of it changes
 * @throws AppError VALIDATION_ERROR for half an account or a mask of something else; INTEGRATION_TEST_FAILED
 */
export async function readAccountChange(ctx: TenantContext, body: Body): Promise<AccountChange | null> {
  const { twilio_sid: sid, twilio_token: token } = body
  if (sid === undefined && token === undefined) return null
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (sid === null || token === null) {
    if (sid || token) throw invalid('twilio_sid', 'clear account and token together')
    return { row, changes: null }
  }
  const isMask = token?.startsWith('*') ?? false
  if (isMask && token !== maskOf(row)) {
    throw invalid('twilio_token', 'is neither a token nor the mask of the one kept')
  }
  const kept = row && openRow(ctx, row)
  const given = { accountSid: sid, authToken: isMask ? undefined : token }
  if (given.accountSid && given.accountSid !== kept?.accountSid && !given.authToken) {
    throw invalid('twilio_token', 'another account needs its own token')
  }
  const { accountSid, authToken } = {
    accountSid: sid ?? kept?.accountSid,
    authToken: given.authToken ?? kept?.authToken,
  }
  if (!accountSid || !authToken) {
    throw invalid(accountSid ? 'twilio_token' : 'twilio_sid', 'give the account SID and its token together')
  }
  if (accountSid === kept?.accountSid && authToken === kept.authToken) return null
  const nothing = {
    secondaryToken: null,
    apiKeySid: null,
    apiKeySecret: null,
    fromNumber: null,
    messagingServiceSid: null,
  }
  await passChecks(ctx, { ...nothing, accountSid, authToken }, ['account'])
  return { row, changes: { accountSid, authToken, testedAt: nowText(ctx) } }
}

/** @throws AppError CONFLICT when the account is another tenant's, or somebody else changed it meanwhile */
export async function saveAccountChange(ctx: TenantContext, tx: TenantDb, change: AccountChange): Promise<void> {
  const [now] = await tx.find(twilioCredentials, { limit: 1 })
  if ((now && versionOf(now)) !== (change.row && versionOf(change.row))) {
    throw new AppError('CONFLICT', 'The credentials were changed meanwhile; look at them again')
  }
  await saveTwilioCredential(ctx, tx, change.changes)
}

/** A token as the profile shows it; null where there is none. */
export function maskOf(row: CredentialRow | undefined): string | null {
  return row ? `************${row.authTokenLastFour}` : null
}
