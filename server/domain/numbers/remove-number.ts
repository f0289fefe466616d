import { eq } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { removePhoneNumber as RemovePhoneNumber } from '#shared/contracts/phone-numbers'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { AppError } from '../../errors'
import type { HeldNumber } from '../../providers/telephony-numbers'
import { recordAudit } from '../audit/record-audit'
import { numbersOf } from './at-twilio'
import { expectedNumber, isAsExpected } from './expected-webhooks'
import { findPhoneNumber, NAMED, phoneNumberForm } from './phone-numbers'

/**
 * Takes a number out of use here; gives it back to Twilio, where that is asked. Twilio comes first: what fails there can
 * be asked again.
 *
 * @throws AppError NOT_FOUND; CONFLICT for the default sender; EXTERNAL_API_ERROR or PROVIDER_TIMEOUT of Twilio's
 */
export async function removePhoneNumber(
  ctx: TenantContext,
  { params, query }: InputOf<typeof RemovePhoneNumber>,
): Promise<{ deleted: true }> {
  const row = await findPhoneNumber(ctx.db, params.id)
  refuseDefault(row.phoneNumber, ctx.tenant.fromNumber)
  await leaveTwilio(ctx, row.phoneNumber, query.release === 'true')
  return ctx.db.transaction(async (tx) => {
    const current = await findPhoneNumber(tx, params.id)
    const { fromNumber } = await tx.tenant()
    refuseDefault(current.phoneNumber, fromNumber)
    await tx.update(phoneNumbers, { isActive: false, updatedAt: nowText(ctx) }, eq(phoneNumbers.id, row.id))
    // What was found about it is nobody's to repair any more: it may be another tenant's tomorrow.
    await tx.remove(telephonyFindings, eq(telephonyFindings.resourceName, current.phoneNumber))
    const before = { ...phoneNumberForm(current, fromNumber), released: query.release === 'true' }
    await recordAudit(ctx, tx, { ...NAMED, operation: 'phone-numbers.remove', entityId: row.id, before, after: null })
    return { deleted: true }
  })
}

function refuseDefault(phoneNumber: string, fromNumber: string | null): void {
  if (phoneNumber !== fromNumber) return
  throw new AppError('CONFLICT', 'It is what is sent from; make another number the default first', {
    field: 'is_default',
  })
}

/** A number that is not at Twilio any more, or a tenant without an account, has nothing to leave. */
async function leaveTwilio(ctx: TenantContext, phoneNumber: string, release: boolean): Promise<void> {
  let held: HeldNumber | null
  try {
    held = await (await numbersOf(ctx)).find(phoneNumber)
  } catch (error) {
    if (!release && error instanceof AppError && error.errorName === 'NOT_CONFIGURED') return
    throw error
  }
  if (!held) return
  const numbers = await numbersOf(ctx)
  if (release) return numbers.release(held.sid)
  const ours = oursAmong(ctx, held)
  if (Object.keys(ours).length > 0) await numbers.update(held.sid, ours)
}

/** Only what leads here is emptied: whoever pointed it elsewhere since goes on. */
function oursAmong(ctx: TenantContext, { fields }: HeldNumber): Record<string, string> {
  const expected: Record<string, string> = expectedNumber(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  const leadingHere = Object.entries(fields).filter(
    ([name, value]) => value !== '' && isAsExpected(name, value, expected[name] ?? ''),
  )
  return Object.fromEntries(leadingHere.map(([name]) => [name, '']))
}
