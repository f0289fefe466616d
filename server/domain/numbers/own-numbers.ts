import { and, eq, inArray } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'

/** Which of some numbers are the tenant's: a call to one of them would come back to it. */
export async function ownNumbers(ctx: TenantContext, among: readonly string[]): Promise<Set<string>> {
  if (among.length === 0) return new Set()
  const where = and(inArray(phoneNumbers.phoneNumber, [...among]), eq(phoneNumbers.isActive, true))
  return new Set((await ctx.db.find(phoneNumbers, { where })).map(({ phoneNumber }) => phoneNumber))
}
