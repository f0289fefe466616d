import { and, eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { AppError, invalid } from '../../errors'

export interface Sender {
  number: string
  phoneNumberId: string | null
}

/**
 * The number to send from: the one asked for, which must be the tenant's, or the tenant's default.
 *
 * @throws AppError VALIDATION_ERROR for a number of somebody else's; NOT_CONFIGURED when there is none
 */
export async function findSender(ctx: TenantContext, asked: string | undefined): Promise<Sender> {
  const number = asked ?? ctx.tenant.fromNumber
  if (!number) throw new AppError('NOT_CONFIGURED', 'This tenant has no caller number yet', { missing: 'from_number' })
  const [own] = await ctx.db.find(phoneNumbers, {
    where: and(eq(phoneNumbers.phoneNumber, number), eq(phoneNumbers.isActive, true)),
    limit: 1,
  })
  if (!own && number !== ctx.tenant.fromNumber) throw invalid('from_number', 'is not one of your numbers')
  return { number, phoneNumberId: own?.id ?? null }
}
