import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { getProfile as GetProfile, updateProfile as UpdateProfile } from '#shared/contracts/tenant'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { settings as settingsTable } from '../../db/schema/settings'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { invalid } from '../../errors'
import { refuseChangedReadOnly } from '../read-only'
import { recordAudit } from '../audit/record-audit'
import { applyRequirement } from '../users/factors'
import { checkVoiceOverrides } from '../messages/template-rules'
import { logoUrl } from './logo-url'
import { settingsColumns, settingsForm } from './settings-form'
import { saveTwilioCredential } from './twilio-credential'

type Profile = DataOf<typeof GetProfile>

/** The caller's tenant as it stands now. */
export async function getProfile(ctx: TenantContext): Promise<Profile> {
  return readProfile(ctx, ctx.db)
}

/**
 * Changes the fields given.
 *
 * @throws AppError VALIDATION_ERROR for a changed read-only field, a token without an account, an unknown voice
 */
export async function updateProfile(
  ctx: TenantContext,
  { body, readOnly }: InputOf<typeof UpdateProfile>,
): Promise<Profile> {
  if (body.settings?.voices) checkVoiceOverrides(body.settings.voices)
  return ctx.db.transaction(async (tx) => {
    const before = await readProfile(ctx, tx)
    refuseChangedReadOnly(before, readOnly)
    const now = nowText(ctx)
    await tx.updateTenant({
      ...(body.name !== undefined && { name: body.name }),
      ...(body.from_number !== undefined && { fromNumber: body.from_number }),
      updatedAt: now,
    })
    if (body.settings) await tx.update(settingsTable, { ...settingsColumns(body.settings), updatedAt: now })
    await changeTwilioAccount(ctx, tx, before, body)
    const required = body.settings?.require_second_factor ?? before.settings.require_second_factor
    if (required !== before.settings.require_second_factor) await applyRequirement(ctx, tx, required)
    const after = await readProfile(ctx, tx)
    await recordAudit(ctx, tx, {
      operation: 'tenant.profile.update',
      entity: 'tenant',
      entityId: before.id,
      before,
      after,
    })
    return after
  })
}

async function changeTwilioAccount(
  ctx: TenantContext,
  tx: TenantDb,
  before: Profile,
  body: { twilio_sid?: string | null; twilio_token?: string | null },
): Promise<void> {
  const { twilio_sid: sid, twilio_token: token } = body
  if (sid === null || token === null) {
    if (sid || token) throw invalid('twilio_sid', 'clear account and token together')
    return saveTwilioCredential(ctx, tx, null)
  }
  const isMask = token?.startsWith('*') ?? false
  if (isMask && token !== before.twilio_token)
    throw invalid('twilio_token', 'is neither a token nor the mask of the one kept')
  const given = { accountSid: sid, authToken: isMask ? undefined : token }
  if (given.accountSid === undefined && given.authToken === undefined) return
  if (given.accountSid && given.accountSid !== before.twilio_sid && !given.authToken) {
    throw invalid('twilio_token', 'another account needs its own token')
  }
  if (!before.twilio_token_set && (!given.accountSid || !given.authToken)) {
    throw invalid(given.accountSid ? 'twilio_token' : 'twilio_sid', 'give the account SID and its token together')
  }
  await saveTwilioCredential(ctx, tx, given)
}

async function readProfile(ctx: TenantContext, db: TenantDb): Promise<Profile> {
  const tenant = await db.tenant()
  const [settings] = await db.find(settingsTable, { limit: 1 })
  const [credential] = await db.find(twilioCredentials, { limit: 1 })
  return {
    id: tenant.id,
    name: tenant.name,
    from_number: tenant.fromNumber,
    twilio_sid: credential?.accountSid ?? null,
    twilio_token: credential ? `************${credential.authTokenLastFour}` : null,
    twilio_token_set: credential !== undefined,
    plan: tenant.plan,
    status: tenant.status,
    is_active: tenant.isActive,
    logo_url: logoUrl(ctx.app, settings!),
    settings: settingsForm(settings!),
    created_at: tenant.createdAt,
    updated_at: tenant.updatedAt,
  }
}
