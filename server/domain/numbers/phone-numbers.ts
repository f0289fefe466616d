import { and, asc, eq, like, or, sql } from 'drizzle-orm'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/phone-numbers'
import { pageOf } from '#shared/schemas/primitives'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, invalid, notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { refuseChangedReadOnly } from '../read-only'
import { checkSmsRouting, checkVoiceRouting } from './check-routing'

export type PhoneNumberRow = typeof phoneNumbers.$inferSelect
export type PhoneNumberForm = DataOf<typeof contracts.getPhoneNumber>

/** The tenant's numbers, the default sender first. */
export async function listPhoneNumbers(
  ctx: TenantContext,
  { query }: InputOf<typeof contracts.listPhoneNumbers>,
): Promise<ListOf<PhoneNumberForm>> {
  const { page, perPage, offset } = pageOf(query)
  const words = query.search?.replace(/[\\%_]/g, '')
  const found = words && or(like(phoneNumbers.phoneNumber, `%${words}%`), like(phoneNumbers.label, `%${words}%`))
  const where = and(eq(phoneNumbers.isActive, true), found || undefined)
  const isDefault = sql`${phoneNumbers.phoneNumber} = ${ctx.tenant.fromNumber ?? ''} desc`
  const orderBy = [isDefault, asc(phoneNumbers.phoneNumber)]
  const rows = await ctx.db.find(phoneNumbers, { where, orderBy, limit: perPage, offset })
  const items = rows.map((row) => phoneNumberForm(row, ctx.tenant.fromNumber))
  return { items, page, perPage, totalItems: await ctx.db.count(phoneNumbers, where) }
}

/** @throws AppError NOT_FOUND */
export async function getPhoneNumber(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.getPhoneNumber>,
): Promise<PhoneNumberForm> {
  return phoneNumberForm(await findPhoneNumber(ctx.db, params.id), ctx.tenant.fromNumber)
}

/**
 * Changes label, routing and which number is sent from.
 *
 * @throws AppError NOT_FOUND; VALIDATION_ERROR for a routing that leads nowhere; CONFLICT when it is no longer what the
 *   caller has read
 */
export async function updatePhoneNumber(
  ctx: TenantContext,
  { params, body, readOnly: { updated_at: seen, ...readOnly } }: InputOf<typeof contracts.updatePhoneNumber>,
): Promise<PhoneNumberForm> {
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    const row = await findPhoneNumber(tx, params.id)
    const { fromNumber } = await tx.tenant()
    const before = phoneNumberForm(row, fromNumber)
    refuseChangedReadOnly(before, readOnly)
    if (seen !== undefined && seen !== row.updatedAt) throw new AppError('CONFLICT', 'Somebody has changed it since')
    if (body.voice_routing) await checkVoiceRouting(within, body.voice_routing)
    if (body.sms_routing) checkSmsRouting(within, body.sms_routing, row.phoneNumber)
    if (body.is_default === false && before.is_default) throw invalid('is_default', 'make another number the default')
    const [changed] = await tx.update(
      phoneNumbers,
      {
        ...(body.label !== undefined && { label: body.label }),
        ...(body.voice_routing !== undefined && { voiceRouting: body.voice_routing }),
        ...(body.sms_routing !== undefined && { smsRouting: body.sms_routing }),
        updatedAt: nowText(ctx),
      },
      eq(phoneNumbers.id, row.id),
    )
    if (body.is_default) await tx.updateTenant({ fromNumber: row.phoneNumber, updatedAt: nowText(ctx) })
    const after = phoneNumberForm(changed!, body.is_default ? row.phoneNumber : fromNumber)
    await recordAudit(ctx, tx, { ...NAMED, operation: 'phone-numbers.update', entityId: row.id, before, after })
    return after
  })
}

export const NAMED = { entity: 'phone_number' }

/** @throws AppError NOT_FOUND, for one that was taken out of use too */
export async function findPhoneNumber(db: TenantDb, id: string): Promise<PhoneNumberRow> {
  const [row] = await db.find(phoneNumbers, {
    where: and(eq(phoneNumbers.id, id), eq(phoneNumbers.isActive, true)),
    limit: 1,
  })
  if (!row) throw notFound()
  return row
}

/** @param fromNumber the tenant's default sender */
export function phoneNumberForm(row: PhoneNumberRow, fromNumber: string | null): PhoneNumberForm {
  return {
    id: row.id,
    phone_number: row.phoneNumber,
    twilio_sid: row.twilioSid,
    label: row.label,
    capabilities: row.capabilities,
    is_default: row.phoneNumber === fromNumber,
    voice_routing: row.voiceRouting,
    sms_routing: row.smsRouting,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}
