import type { DataOf, InputOf } from '#shared/contracts/contract'
import type {
  listNumbersAtTwilio as ListNumbersAtTwilio,
  searchNumbers as SearchNumbers,
} from '#shared/contracts/phone-numbers'
import type { TenantContext } from '../../context/tenant-context'
import type { HeldNumber, TelephonyNumbers } from '../../providers/telephony-numbers'
import { twilioNumbers } from '../../providers/twilio/numbers'
import { expectedNumber, isAsExpected } from './expected-webhooks'

/** One page of Twilio's: one request. */
const LISTED = 1_000

/** The numbers of the tenant's account. @throws AppError NOT_CONFIGURED without credentials */
export async function numbersOf(ctx: TenantContext): Promise<TelephonyNumbers> {
  return twilioNumbers(await ctx.app.clientFor(ctx))
}

/** Numbers of the account that no tenant uses here yet: those of others, who may share the account, are not told. */
export async function listNumbersAtTwilio(ctx: TenantContext): Promise<DataOf<typeof ListNumbersAtTwilio>> {
  const held = await (await numbersOf(ctx)).list(LISTED)
  const inUse = await ctx.app.system.findTenantsOfNumbers(held.map(({ phoneNumber }) => phoneNumber))
  return {
    numbers: held
      .filter(({ phoneNumber }) => !inUse.has(phoneNumber))
      .map((number) => ({
        phone_number: number.phoneNumber,
        twilio_sid: number.sid,
        friendly_name: number.name,
        capabilities: number.capabilities,
        is_in_use: isInUse(ctx, number),
      })),
    has_more: held.length === LISTED,
  }
}

/** Numbers that can be bought. */
export async function searchNumbers(
  ctx: TenantContext,
  { query }: InputOf<typeof SearchNumbers>,
): Promise<DataOf<typeof SearchNumbers>> {
  const { country, type, area_code: areaCode, contains } = query
  const offered = await (await numbersOf(ctx)).search({ country, type, areaCode, contains })
  return {
    numbers: offered.map((number) => ({
      phone_number: number.phoneNumber,
      locality: number.locality,
      region: number.region,
      country: number.country,
      capabilities: number.capabilities,
      needs_address: number.needsAddress,
    })),
  }
}

/** What is set there and is not ours: taking the number over would take it from somebody. */
function isInUse(ctx: TenantContext, { fields }: HeldNumber): boolean {
  const expected: Record<string, string> = expectedNumber(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  return Object.entries(fields).some(
    ([name, value]) => value !== '' && !isAsExpected(name, value, expected[name] ?? ''),
  )
}
