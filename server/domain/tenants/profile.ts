import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { getProfile as GetProfile, updateProfile as UpdateProfile } from '#shared/contracts/tenant'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { settings as settingsTable } from '../../db/schema/settings'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { checkHoldMusic } from '../files/hold-music-file'
import { refuseForeignNumber } from '../numbers/foreign-number'
import { refuseChangedReadOnly } from '../read-only'
import { recordAudit } from '../audit/record-audit'
import { applyRequirement } from '../users/factors'
import { checkVoiceOverrides } from '../messages/template-rules'
import { logoUrl } from './logo-url'
import { settingsColumns, settingsForm } from './settings-form'
import { maskOf, readAccountChange, saveAccountChange } from './profile-account'

type Profile = DataOf<typeof GetProfile>

/** The caller's tenant as it stands now. */
export async function getProfile(ctx: TenantContext): Promise<Profile> {
  return readProfile(ctx, ctx.db)
}

/**
 * Changes the fields given.
 *
 * @throws AppError VALIDATION_ERROR for a changed read-only field, a token without an account, an unknown voice, another
 *   tenant's number, hold music that no call can play; INTEGRATION_TEST_FAILED for an account that Twilio refuses
 */
export async function updateProfile(
  ctx: TenantContext,
  { body, readOnly }: InputOf<typeof UpdateProfile>,
): Promise<Profile> {
  if (body.settings?.voices) checkVoiceOverrides(body.settings.voices)
  if (body.from_number) await refuseForeignNumber(ctx, body.from_number)
  const account = await readAccountChange(ctx, body)
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
    if (account) await saveAccountChange(ctx, tx, account)
    if (body.settings?.hold_music_file_id) await checkHoldMusic(tx, body.settings.hold_music_file_id)
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

async function readProfile(ctx: TenantContext, db: TenantDb): Promise<Profile> {
  const tenant = await db.tenant()
  const [settings] = await db.find(settingsTable, { limit: 1 })
  const [credential] = await db.find(twilioCredentials, { limit: 1 })
  return {
    id: tenant.id,
    name: tenant.name,
    from_number: tenant.fromNumber,
    twilio_sid: credential?.accountSid ?? null,
    twilio_token: maskOf(credential),
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
