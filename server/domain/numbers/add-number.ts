import { and, eq } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type { addPhoneNumber as AddPhoneNumber } from '#shared/contracts/phone-numbers'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import type { TenantDb } from '../../db/tenant-db'
import { takenColumns } from '../../db/unique-violation'
import { AppError, invalid } from '../../errors'
import type { HeldNumber } from '../../providers/telephony-numbers'
import { recordAudit } from '../audit/record-audit'
import { numbersOf } from './at-twilio'
import { expectedNumber } from './expected-webhooks'
import { findPhoneNumber, NAMED, phoneNumberForm, type PhoneNumberForm, type PhoneNumberRow } from './phone-numbers'

/**
 * Takes over a number of the tenant's account, or buys one. What was bought and could not be written down is in the
 * account: asking again takes it over and buys nothing.
 *
 * @throws AppError CONFLICT for a number that a tenant has; VALIDATION_ERROR for one that is not in the account;
 *   EXTERNAL_API_ERROR or PROVIDER_TIMEOUT of Twilio's
 */
export async function addPhoneNumber(
  ctx: TenantContext,
  { body }: InputOf<typeof AddPhoneNumber>,
): Promise<PhoneNumberForm> {
  const numbers = await numbersOf(ctx)
  const fields = expectedNumber(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  const held = await numbers.find(body.phone_number)
  if (!held && !body.buy) throw invalid('phone_number', 'is not in your Twilio account')
  if (!held) {
    const bought = await numbers.buy(body.phone_number, fields)
    return phoneNumberForm(await keep(ctx, bought, body.label, 'bought'), ctx.tenant.fromNumber)
  }
  // Its place here first: two tenants of one account must not both point it at themselves.
  const row = await keep(ctx, held, body.label, 'taken over')
  try {
    await numbers.update(held.sid, fields)
  } catch (error) {
    await giveUp(ctx, row)
    throw error
  }
  return phoneNumberForm(row, ctx.tenant.fromNumber)
}

async function keep(
  ctx: TenantContext,
  held: HeldNumber,
  label: string | null | undefined,
  how: string,
): Promise<PhoneNumberRow> {
  try {
    return await ctx.db.transaction(async (tx) => {
      const row = await insertOrRevive(ctx, tx, held, label ?? null)
      const after = { ...phoneNumberForm(row, ctx.tenant.fromNumber), how }
      await recordAudit(ctx, tx, { ...NAMED, operation: 'phone-numbers.add', entityId: row.id, before: null, after })
      return row
    })
  } catch (error) {
    if (takenColumns(error)) throw taken(held.phoneNumber)
    throw error
  }
}

/** One that was taken out of use comes back under its id: what was sent from it names it. */
async function insertOrRevive(
  ctx: TenantContext,
  tx: TenantDb,
  held: HeldNumber,
  label: string | null,
): Promise<PhoneNumberRow> {
  const now = nowText(ctx)
  const { sid: twilioSid, capabilities, phoneNumber } = held
  const given = { twilioSid, capabilities, label, voiceRouting: null, smsRouting: null, isActive: true, updatedAt: now }
  const former = and(eq(phoneNumbers.phoneNumber, phoneNumber), eq(phoneNumbers.isActive, false))
  const [revived] = await tx.update(phoneNumbers, given, former)
  if (revived) return revived
  const [row] = await tx.insert(phoneNumbers, { id: ctx.app.ids.uuid(), phoneNumber, ...given, createdAt: now })
  return row!
}

async function giveUp(ctx: TenantContext, row: PhoneNumberRow): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await findPhoneNumber(tx, row.id)
    await tx.update(phoneNumbers, { isActive: false, updatedAt: nowText(ctx) }, eq(phoneNumbers.id, row.id))
    const before = phoneNumberForm(row, ctx.tenant.fromNumber)
    await recordAudit(ctx, tx, { ...NAMED, operation: 'phone-numbers.add', entityId: row.id, before, after: null })
  })
}

const taken = (number: string) => new AppError('CONFLICT', `${number} is in use already`, { field: 'phone_number' })
