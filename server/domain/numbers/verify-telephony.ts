import { asc, eq } from 'drizzle-orm'
import type { DataOf } from '#shared/contracts/contract'
import type { verifyTelephony as Verify } from '#shared/contracts/telephony'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import { AppError } from '../../errors'
import type { TelephonyAccount } from '../../providers/telephony-account'
import { twilioAccount } from '../../providers/twilio/account'
import type { CredentialRow } from '../tenants/twilio-credential'
import { readVerification, reconcileFindings } from './findings'
import { observe } from './observe'
import { isRepairable, repairResource } from './repair-findings'

/** Apps and numbers put right in one run: some seconds of Twilio's patience. The rest is the next run's. */
const MAX_REPAIRS = 25
/** Before that. Somebody else may be setting the same fields, and is not to be answered blow by blow. */
const PAUSE_MS = 60_000

/**
 * Compares everything at Twilio with what belongs there, now, and repairs where the tenant wants that.
 *
 * @throws AppError NOT_CONFIGURED without credentials; EXTERNAL_API_ERROR, PROVIDER_TIMEOUT
 */
export async function verifyTelephony(ctx: TenantContext): Promise<DataOf<typeof Verify>> {
  await runVerification(ctx)
  return readVerification(ctx)
}

/** The same for the hourly run. @returns when to go on; undefined when everything has been seen to */
export async function verifyAgain(ctx: TenantContext): Promise<Date | undefined> {
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (!row) return undefined
  try {
    return (await runVerification(ctx)) ? undefined : new Date(ctx.app.clock.now().getTime() + PAUSE_MS)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // Why is kept with the credential, for people. Asked to slow down, it goes on when it may; else in an hour.
    if (error.retryAfterSeconds === undefined) return undefined
    return new Date(ctx.app.clock.now().getTime() + error.retryAfterSeconds * 1_000)
  }
}

/** @returns whether nothing is left to repair */
async function runVerification(ctx: TenantContext): Promise<boolean> {
  const account = twilioAccount(await ctx.app.clientFor(ctx))
  const [row] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (!row) return true
  try {
    const seen = await observe(ctx, account, row)
    await ctx.db.transaction((tx) => reconcileFindings(ctx, tx, seen))
    const isDone = ctx.settings.repairTelephony ? await repairOpen(ctx, account) : true
    await keepResult(ctx, row, null)
    return isDone
  } catch (error) {
    if (error instanceof AppError) await keepResult(ctx, row, error.message)
    throw error
  }
}

async function repairOpen(ctx: TenantContext, account: TelephonyAccount): Promise<boolean> {
  const open = await ctx.db.find(telephonyFindings, {
    where: eq(telephonyFindings.state, 'open'),
    orderBy: [asc(telephonyFindings.resource), asc(telephonyFindings.resourceName)],
  })
  const bySid = new Map<string, string[]>()
  for (const { resourceSid, id } of open.filter(isRepairable))
    bySid.set(resourceSid, [...(bySid.get(resourceSid) ?? []), id])
  const resources = [...bySid.values()]
  for (const ids of resources.slice(0, MAX_REPAIRS)) await repairResource(ctx, account, { ids, states: ['open'] })
  return resources.length <= MAX_REPAIRS
}

async function keepResult(ctx: TenantContext, row: CredentialRow, verifyError: string | null): Promise<void> {
  const result = { verifyError, ...(verifyError === null && { verifiedAt: nowText(ctx) }) }
  await ctx.db.update(twilioCredentials, result, eq(twilioCredentials.id, row.id))
}
