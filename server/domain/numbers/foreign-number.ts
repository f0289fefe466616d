import type { TenantContext } from '../../context/tenant-context'
import { invalid } from '../../errors'

/**
 * Refuses a number that another tenant has set up: where tenants share an account, Twilio would let either use it.
 *
 * @throws AppError VALIDATION_ERROR
 */
export async function refuseForeignNumber(ctx: TenantContext, number: string): Promise<void> {
  const owner = (await ctx.app.system.findTenantsOfNumbers([number])).get(number)
  if (owner !== undefined && owner !== ctx.tenant.id) throw invalid('from_number', 'is not one of your numbers')
}
