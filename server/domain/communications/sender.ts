import { and, eq } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, invalid } from '../../errors'
import type { ProviderRecord } from '../../providers/telephony'
import { refuseForeignNumber } from '../numbers/foreign-number'
import type { LogRow } from './form'

export interface Sender {
  /** A number, or the SID of a Messaging Service that chooses one. */
  number: string
  phoneNumberId: string | null
}

/** Whether a row's sender is a number, and not a service whose choice is not known yet. */
export const isNumber = (from: string): boolean => from.startsWith('+')

/**
 * What a text is sent from: the number asked for, else the tenant's Messaging Service, else its default number.
 *
 * @throws AppError as `findSender`
 */
export async function findTextSender(ctx: TenantContext, asked: string | undefined): Promise<Sender> {
  if (asked || ctx.principal.isTest) return findSender(ctx, asked)
  const [credential] = await ctx.db.find(twilioCredentials, { limit: 1 })
  if (!credential?.messagingServiceSid) return findSender(ctx, undefined)
  return { number: credential.messagingServiceSid, phoneNumberId: null }
}

/**
 * The number to send from: the one asked for, which must be the tenant's, or the tenant's default.
 *
 * @throws AppError VALIDATION_ERROR for a number of somebody else's; NOT_CONFIGURED when there is none
 */
export async function findSender(ctx: TenantContext, asked: string | undefined): Promise<Sender> {
  const number = asked ?? ctx.tenant.fromNumber
  if (!number) throw new AppError('NOT_CONFIGURED', 'This tenant has no caller number yet', { missing: 'from_number' })
  const own = await findOwn(ctx.db, number)
  if (!own && number !== ctx.tenant.fromNumber) throw invalid('from_number', 'is not one of your numbers')
  if (!own) await refuseForeignNumber(ctx, number)
  return { number, phoneNumberId: own?.id ?? null }
}

/** Writes down which number a Messaging Service chose, once the provider says so. */
export async function learnSender(
  ctx: TenantContext,
  tx: TenantDb,
  row: LogRow,
  record: ProviderRecord,
): Promise<void> {
  const { from } = record
  if (isNumber(row.fromNumber) || !from || !isNumber(from)) return
  const phoneNumberId = (await findOwn(tx, from))?.id ?? null
  await tx.update(log, { fromNumber: from, phoneNumberId, updatedAt: nowText(ctx) }, eq(log.id, row.id))
}

async function findOwn(db: TenantDb, number: string) {
  const where = and(eq(phoneNumbers.phoneNumber, number), eq(phoneNumbers.isActive, true))
  const [own] = await db.find(phoneNumbers, { where, limit: 1 })
  return own
}
