import { eq } from 'drizzle-orm'
import type { DataOf } from '#shared/contracts/contract'
import type { createTwimlApp as Create, getTwimlApp as Get } from '#shared/contracts/telephony'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { AppError } from '../../errors'
import type { ApplicationRecord, TelephonyAccount } from '../../providers/telephony-account'
import { twilioAccount } from '../../providers/twilio/account'
import { recordAudit } from '../audit/record-audit'
import type { CredentialRow } from '../tenants/twilio-credential'
import { nameAtTwilio, expectedApplication } from './expected-webhooks'
import { readVerification } from './findings'
import { differingFields } from './observe'

/** The tenant's App as it is known here, and what was found changed at Twilio. */
export async function getTwimlApp(ctx: TenantContext): Promise<DataOf<typeof Get>> {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  const sid = row?.twimlAppSid ?? null
  return {
    twiml_app_sid: sid,
    friendly_name: sid && nameAtTwilio(ctx.tenant.id),
    ...(await readVerification(ctx)),
  }
}

/**
 * Sets the tenant's App up: the one that is known, else one of its name, else a new one.
 *
 * @throws AppError NOT_CONFIGURED without credentials; EXTERNAL_API_ERROR, PROVIDER_TIMEOUT: whatever was made is found
 *   by its name the next time
 */
export async function createTwimlApp(ctx: TenantContext): Promise<DataOf<typeof Create>> {
  await ensureTwimlApp(ctx)
  return getTwimlApp(ctx)
}

/** The App's SID, after seeing to it that it is there and reports here. @throws AppError as `createTwimlApp` */
export async function ensureTwimlApp(ctx: TenantContext): Promise<string> {
  const account = twilioAccount(await ctx.app.clientFor(ctx))
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  const expected = expectedApplication(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  const name = nameAtTwilio(ctx.tenant.id)
  const found = await findApp(account, row, name)
  if (found) {
    const wrong = differingFields(found.fields, expected)
    if (wrong.length > 0) {
      await account.updateApplication(found.sid, Object.fromEntries(wrong.map((field) => [field, expected[field]])))
    }
  }
  const { sid } = found ?? (await account.createApplication(name, expected))
  await keepSid(ctx, row!, sid)
  return sid
}

async function findApp(
  account: TelephonyAccount,
  row: CredentialRow | undefined,
  name: string,
): Promise<ApplicationRecord | null> {
  const known = row?.twimlAppSid ? await account.fetchApplication(row.twimlAppSid) : null
  return known ?? account.findApplication(name)
}

async function keepSid(ctx: TenantContext, row: CredentialRow, sid: string): Promise<void> {
  if (row.twimlAppSid === sid) return
  await ctx.db.transaction(async (tx) => {
    const [after] = await tx.update(
      twilioCredentials,
      { twimlAppSid: sid, updatedAt: nowText(ctx) },
      eq(twilioCredentials.accountSid, row.accountSid),
    )
    if (!after) throw new AppError('CONFLICT', 'The credentials were changed meanwhile; look at them again')
    await recordAudit(ctx, tx, {
      operation: 'twilio.twiml-app.create',
      entity: 'twiml_app',
      entityId: sid,
      before: { twiml_app_sid: row.twimlAppSid },
      after: { twiml_app_sid: sid },
    })
  })
}
