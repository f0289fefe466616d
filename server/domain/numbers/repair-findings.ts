import { inArray } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { repairFinding as Repair } from '#shared/contracts/telephony'
import type { TenantContext } from '../../context/tenant-context'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { AppError } from '../../errors'
import type { TelephonyAccount } from '../../providers/telephony-account'
import { twilioAccount } from '../../providers/twilio/account'
import { recordAudit } from '../audit/record-audit'
import { expectedNumber } from './expected-webhooks'
import { findFinding, findingForm, type FindingRow } from './findings'
import { ensureTwimlApp } from './twiml-app'

/**
 * Puts one field at Twilio right.
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
  await repairResource(ctx, twilioAccount(await ctx.app.clientFor(ctx)), [row])
  return { repaired: true }
}

/** A number that is gone is not brought back by setting fields. */
export const isRepairable = (row: FindingRow): boolean => row.resource === 'application' || row.field !== 'missing'

/** Puts some fields of one App or number right, in one request, and forgets the findings. @throws AppError */
export async function repairResource(ctx: TenantContext, account: TelephonyAccount, rows: FindingRow[]): Promise<void> {
  const { resource, resourceSid } = rows[0]!
  if (rows.some(({ field }) => field === 'missing')) await ensureTwimlApp(ctx)
  else {
    // As it is expected now: the deployment's address may have changed since it was found.
    const expected: Record<string, string> = expectedNumber(ctx.app.config.publicBaseUrl, ctx.tenant.id)
    const fields = Object.fromEntries(rows.map(({ field }) => [field, expected[field] ?? '']))
    if (resource === 'application') await account.updateApplication(resourceSid, fields)
    else await account.updateNumber(resourceSid, fields)
  }
  await ctx.db.transaction(async (tx) => {
    const ids = rows.map(({ id }) => id)
    for (const row of await tx.remove(telephonyFindings, inArray(telephonyFindings.id, ids))) {
      await recordAudit(ctx, tx, {
        operation: 'twilio.findings.repair',
        entity: 'telephony_finding',
        entityId: row.id,
        before: findingForm(row),
        after: null,
      })
    }
  })
}
