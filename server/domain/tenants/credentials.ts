import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/twilio-credentials'
import { CREDENTIAL_CHECKS } from '#shared/contracts/twilio-credentials'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { refuseForeignNumber } from '../numbers/foreign-number'
import { refuseChangedReadOnly } from '../read-only'
import { checkLogin, passChecks, type CredentialCheck, type Login } from './check-login'
import { readGiven, resolveLogin, type GivenCredentials } from './given-credentials'
import { saveTwilioCredential, versionOf, type CredentialRow } from './twilio-credential'

type Credentials = DataOf<typeof contracts.getTwilioCredentials>

/** The tenant's Twilio account as it may be seen. */
export async function getTwilioCredentials(ctx: TenantContext): Promise<Credentials> {
  return (await readForm(ctx, ctx.db)).form
}

/**
 * Changes the fields given, when Twilio has taken them.
 *
 * @throws AppError INTEGRATION_TEST_FAILED with what Twilio said; VALIDATION_ERROR for half an account or half a key;
 *   CONFLICT when the account is another tenant's, or somebody else changed it meanwhile
 */
export async function updateTwilioCredentials(
  ctx: TenantContext,
  { body, readOnly }: InputOf<typeof contracts.updateTwilioCredentials>,
): Promise<Credentials> {
  const { row, form: before } = await readForm(ctx, ctx.db)
  refuseChangedReadOnly(before, readOnly)
  const given = readGiven(body, before)
  const { login, stored } = resolveLogin(ctx, row, before, given)
  const names = login ? checksOf(login, stored, given) : []
  if (login) await passChecks(ctx, login, names)
  if (given.fromNumber) await refuseForeignNumber(ctx, given.fromNumber)
  const { fromNumber, ...changes } = given
  return ctx.db.transaction(async (tx) => {
    const [now] = await tx.find(twilioCredentials, { limit: 1 })
    if ((now && versionOf(now)) !== (row && versionOf(row))) {
      throw new AppError('CONFLICT', 'The credentials were changed meanwhile; look at them again')
    }
    const tested = names.includes('account') ? { testedAt: nowText(ctx) } : {}
    if (login) await saveTwilioCredential(ctx, tx, { ...changes, ...tested })
    if (fromNumber !== undefined) await tx.updateTenant({ fromNumber, updatedAt: nowText(ctx) })
    const after = (await readForm(ctx, tx)).form
    await audit(ctx, tx, 'twilio.credentials.update', before, after)
    return after
  })
}

/** Asks Twilio about what is given, over what is kept. @throws AppError as `updateTwilioCredentials` for what is no login */
export async function testTwilioCredentials(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.testTwilioCredentials>,
): Promise<DataOf<typeof contracts.testTwilioCredentials>> {
  const { row, form } = await readForm(ctx, ctx.db)
  const given = readGiven(body, form)
  const { login } = resolveLogin(ctx, row, form, given)
  if (!login) {
    throw new AppError('NOT_CONFIGURED', 'There is no Twilio account to ask about', { missing: 'twilio_credentials' })
  }
  const began = performance.now()
  const checks = await checkLogin(ctx.app, login, allBut(given))
  return {
    status: checks.some(({ status }) => status === 'failed') ? 'failed' : 'success',
    response_time_ms: Math.round(performance.now() - began),
    checks,
  }
}

/** Forgets the account. @throws AppError CREDENTIAL_NOT_FOUND */
export async function removeTwilioCredentials(ctx: TenantContext): Promise<{ deleted: true }> {
  await ctx.db.transaction(async (tx) => {
    const { row, form } = await readForm(ctx, tx)
    if (!row) throw new AppError('CREDENTIAL_NOT_FOUND')
    await saveTwilioCredential(ctx, tx, null)
    await audit(ctx, tx, 'twilio.credentials.remove', form, null)
  })
  return { deleted: true }
}

/** Everything but a second token that is kept: after a rotation it is the former one, which Twilio takes no more. */
const allBut = ({ secondaryToken }: GivenCredentials) =>
  CREDENTIAL_CHECKS.filter((name) => name !== 'secondary_auth_token' || secondaryToken !== undefined)

/** What has to be asked again because of what is given: everything where the account or its token is another. */
function checksOf(login: Login, stored: Login | null, given: GivenCredentials): CredentialCheck['name'][] {
  if (!stored || login.accountSid !== stored.accountSid || given.authToken !== undefined) return allBut(given)
  const isNew = (...fields: (keyof Login)[]) => fields.some((field) => login[field] !== stored[field])
  return [
    ...(isNew('secondaryToken') ? (['secondary_auth_token'] as const) : []),
    ...(isNew('apiKeySid', 'apiKeySecret') ? (['api_key'] as const) : []),
    ...(isNew('fromNumber') ? (['from_number'] as const) : []),
    ...(isNew('messagingServiceSid') ? (['messaging_service'] as const) : []),
  ]
}

async function audit(
  ctx: TenantContext,
  tx: TenantDb,
  operation: string,
  before: Credentials,
  after: Credentials | null,
): Promise<void> {
  const entityId = after?.account_sid ?? before.account_sid ?? ctx.tenant.id
  await recordAudit(ctx, tx, { operation, entity: 'twilio_credentials', entityId, before, after })
}

async function readForm(
  ctx: TenantContext,
  db: TenantDb,
): Promise<{ row: CredentialRow | undefined; form: Credentials }> {
  const [row] = await db.find(twilioCredentials, { limit: 1 })
  const { fromNumber } = await db.tenant()
  const mask = (lastFour: string | null | undefined) => (lastFour ? `************${lastFour}` : null)
  const form: Credentials = {
    is_set: row !== undefined,
    account_sid: row?.accountSid ?? null,
    auth_token: mask(row?.authTokenLastFour),
    auth_token_set: row !== undefined,
    secondary_auth_token: mask(row?.secondaryTokenLastFour),
    secondary_auth_token_set: Boolean(row?.secondaryTokenSealed),
    api_key_sid: row?.apiKeySid ?? null,
    api_key_secret: mask(row?.apiKeySecretLastFour),
    api_key_secret_set: Boolean(row?.apiKeySecretSealed),
    from_number: fromNumber,
    messaging_service_sid: row?.messagingServiceSid ?? null,
    is_subaccount: row?.isSubaccount ?? false,
    tested_at: row?.testedAt ?? null,
    updated_at: row?.updatedAt ?? null,
  }
  return { row, form }
}
