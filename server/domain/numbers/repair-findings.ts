import { and, eq, inArray } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { repairFinding as Repair } from '#shared/contracts/telephony'
import type { TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { AppError, notFound } from '../../errors'
import type { TelephonyAccount } from '../../providers/telephony-account'
import { twilioAccount } from '../../providers/twilio/account'
import { expectedNumber } from './expected-webhooks'
import { closeFindings, findFinding, type FindingRow } from './findings'
import { ensureTwimlApp } from './twiml-app'

/**
 * Puts one field at Twilio right, declined before or not.
 *
 * @throws AppError NOT_FOUND; CONFLICT for a number that is gone, which nobody but a person can bring back;
 *   EXTERNAL_API_ERROR, PROVIDER_TIMEOUT
 */
export async function repairFinding(
  ctx: TenantContext,
  { params }: InputOf<typeof Repair>,
): Promise<{ repaired: true }> {
  const row = await findFinding(ctx.db, params.id)
  if (!isRepairable(row)) {
    throw new AppError('CONFLICT', 'This number is no longer in the Twilio account: buy it again, or release it here')
  }
  const account = twilioAccount(await ctx.app.clientFor(ctx))
  if (!(await repairResource(ctx, account, { ids: [row.id], states: ['open', 'declined'] }))) throw notFound()
  return { repaired: true }
}

/** A number that is gone is not brought back by setting fields. */
export const isRepairable = (row: FindingRow): boolean => row.resource === 'application' || row.field !== 'missing'

/** Findings of one App or number, as far as they are in one of these states. */
interface Wanted {
  ids: string[]
  states: FindingRow['state'][]
}

/**
 * Puts some fields of one App or number right, in one request, and forgets the findings. They are read again first: until
 * their turn comes, somebody may have declined them, or taken the number out of use.
 *
 * @returns whether anything was left to put right
 * @throws AppError EXTERNAL_API_ERROR, PROVIDER_TIMEOUT
 */
export async function repairResource(ctx: TenantContext, account: TelephonyAccount, wanted: Wanted): Promise<boolean> {
  const still = and(inArray(telephonyFindings.id, wanted.ids), inArray(telephonyFindings.state, wanted.states))
  const rows = await ctx.db.find(telephonyFindings, { where: still })
  const [first] = rows
  if (!first || !(await isOurs(ctx, first))) return false
  if (rows.some(({ field }) => field === 'missing')) await ensureTwimlApp(ctx)
  else {
    // As it is expected now: the deployment's address may have changed since it was found.
    const expected: Record<string, string> = expectedNumber(ctx.app.config.publicBaseUrl, ctx.tenant.id)
    const fields = Object.fromEntries(rows.map(({ field }) => [field, expected[field] ?? '']))
    if (first.resource === 'application') await account.updateApplication(first.resourceSid, fields)
    else await account.updateNumber(first.resourceSid, fields)
  }
  await ctx.db.transaction((tx) => closeFindings(ctx, tx, still))
  return true
}

async function isOurs(ctx: TenantContext, { resource, resourceName }: FindingRow): Promise<boolean> {
  if (resource === 'application') return true
  const inUse = and(eq(phoneNumbers.phoneNumber, resourceName), eq(phoneNumbers.isActive, true))
  return (await ctx.db.count(phoneNumbers, inUse)) > 0
}
