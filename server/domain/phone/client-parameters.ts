import { and, eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'

/** https://www.twilio.com/docs/voice/twiml/client#parameter */
const LONGEST_VALUE_BYTES = 128

/**
 * What a browser that rings is told of the call, as the Voice SDK's `customParameters`: the other side's number, the
 * tenant's that was called with its label, and of a transfer who hands it over.
 */
export async function clientParameters(
  ctx: TenantContext,
  given: { from: string; called: string; transferredBy?: string },
): Promise<Record<string, string>> {
  const mine = and(eq(phoneNumbers.phoneNumber, given.called), eq(phoneNumbers.isActive, true))
  const [number] = await ctx.db.find(phoneNumbers, { where: mine, limit: 1 })
  const parameters = {
    from: given.from,
    called: given.called,
    label: number?.label,
    transferred_by: given.transferredBy,
  }
  const said = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return Object.fromEntries(said.map(([name, value]) => [name, shorten(value)]))
}

function shorten(text: string): string {
  let short = ''
  for (const character of text) {
    if (Buffer.byteLength(short + character) > LONGEST_VALUE_BYTES) break
    short += character
  }
  return short
}
