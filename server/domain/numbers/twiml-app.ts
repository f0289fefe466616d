import { eq } from 'drizzle-orm'
import type { DataOf } from '#shared/contracts/contract'
import type { createTwimlApp as Create, getTwimlApp as Get } from '#shared/contracts/telephony'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { AppError } from '../../errors'
import type { ApplicationFields, ApplicationRecord, TelephonyAccount } from '../../providers/telephony-account'
import { twilioAccount } from '../../providers/twilio/account'
import { recordAudit } from '../audit/record-audit'
import type { CredentialRow } from '../tenants/twilio-credential'
import { nameAtTwilio, expectedApplication } from './expected-webhooks'
import { closeFindings, readVerification } from './findings'
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

/** Sees to it that the App is there and reports here. @throws AppError as `createTwimlApp` */
export async function ensureTwimlApp(ctx: TenantContext): Promise<void> {
  const account = twilioAccount(await ctx.app.clientFor(ctx))
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  const expected = expectedApplication(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  const name = nameAtTwilio(ctx.tenant.id)
  const found = await findApp(account, row, name)
  if (!found) return keepApp(ctx, row!, (await account.createApplication(name, expected)).sid)
  const wrong = differingFields(found.fields, expected)
  const [before, after] = [pick(found.fields, wrong), pick(expected, wrong)]
  if (wrong.length > 0) await account.updateApplication(found.sid, after)
  await keepApp(ctx, row!, found.sid, { before, after })
}

async function findApp(
  account: TelephonyAccount,
  row: CredentialRow | undefined,
  name: string,
): Promise<ApplicationRecord | null> {
  const known = row?.twimlAppSid ? await account.fetchApplication(row.twimlAppSid) : null
  return known ?? account.findApplication(name)
}

/** Writes down which App it is and what was changed of it; nothing is wrong with it any more. */
async function keepApp(
  ctx: TenantContext,
  { accountSid, twimlAppSid }: CredentialRow,
  sid: string,
  fields: { before: Partial<ApplicationFields>; after: Partial<ApplicationFields> } = { before: {}, after: {} },
): Promise<void> {
  const app = { entity: 'twiml_app', entityId: sid }
  await ctx.db.transaction(async (tx) => {
    if (twimlAppSid !== sid) {
      const mine = eq(twilioCredentials.accountSid, accountSid)
      const [kept] = await tx.update(twilioCredentials, { twimlAppSid: sid, updatedAt: nowText(ctx) }, mine)
      if (!kept) throw new AppError('CONFLICT', 'The credentials were changed meanwhile; look at them again')
      const [before, after] = [{ twiml_app_sid: twimlAppSid }, { twiml_app_sid: sid }]
      await recordAudit(ctx, tx, { ...app, operation: 'twilio.twiml-app.create', before, after })
    }
    if (Object.keys(fields.after).length > 0) {
      await recordAudit(ctx, tx, { ...app, operation: 'twilio.twiml-app.update', ...fields })
    }
    await closeFindings(ctx, tx, eq(telephonyFindings.resource, 'application'))
  })
}

function pick(fields: ApplicationFields, names: (keyof ApplicationFields)[]): Partial<ApplicationFields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]))
}
