import { and, eq, inArray } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { AppError } from '../../errors'
import type { TelephonyAccount } from '../../providers/telephony-account'
import type { CredentialRow } from '../tenants/twilio-credential'
import { failedToAsk, line, skipped, type Line, type Lines } from './diagnosis'
import { observe, type Difference } from './observe'

/** The App and the numbers, as they are at Twilio now. What a person declined to have changed is no fault. */
export async function diagnoseResources(
  ctx: TenantContext,
  account: TelephonyAccount,
  row: CredentialRow,
): Promise<Lines> {
  let seen: Difference[]
  try {
    seen = await observe(ctx, account, row)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { numbers: failedToAsk(error) }
  }
  const wanted = await declined(ctx, seen)
  const of = (resource: Difference['resource'], isGone: boolean) =>
    seen.filter(
      (each) => each.resource === resource && (each.field === 'missing') === isGone && !wanted.has(keyOf(each)),
    )
  const count = await ctx.db.count(phoneNumbers, eq(phoneNumbers.isActive, true))
  const gone = of('number', true)
  const isAppGone = of('application', true).length > 0
  return {
    numbers: numbersLine(count, gone),
    number_webhooks: count === 0 ? skipped('nothing', 'There is no number') : webhooksLine(of('number', false)),
    twiml_app: appLine(row, isAppGone),
    twiml_app_webhooks: row.twimlAppSid && !isAppGone ? webhooksLine(of('application', false)) : skipped('depends'),
  }
}

async function declined(ctx: TenantContext, seen: Difference[]): Promise<Set<string>> {
  if (seen.length === 0) return new Set()
  const sids = [...new Set(seen.map(({ resourceSid }) => resourceSid))].slice(0, 500)
  const where = and(eq(telephonyFindings.state, 'declined'), inArray(telephonyFindings.resourceSid, sids))
  const rows = await ctx.db.find(telephonyFindings, { where })
  return new Set(rows.map(keyOf))
}

const keyOf = ({ resourceSid, field, actual }: Pick<Difference, 'resourceSid' | 'field' | 'actual'>) =>
  JSON.stringify([resourceSid, field, actual])

function numbersLine(count: number, gone: Difference[]): Line {
  if (gone.length > 0) {
    return line('failed', {
      reason: 'gone',
      message: 'Numbers that are kept here are no longer in the Twilio account',
      action: 'Buy them again, or release them here',
      evidence: { numbers: gone.map(({ resourceName }) => resourceName) },
    })
  }
  if (count > 0) return line('ok', { message: 'Every number is in the account', evidence: { count } })
  return line('warning', {
    reason: 'none',
    message: 'There is no number yet: nobody can call or text',
    action: 'Adopt a number of the account, or buy one',
  })
}

function appLine(row: CredentialRow, isGone: boolean): Line {
  if (!row.twimlAppSid) return skipped('nothing', 'There is no TwiML App yet: browsers cannot be telephones')
  if (!isGone) return line('ok', { message: 'The TwiML App is there', evidence: { sid: row.twimlAppSid } })
  return line('failed', {
    reason: 'gone',
    message: 'The TwiML App is no longer in the Twilio account',
    action: 'Set it up again',
    evidence: { sid: row.twimlAppSid },
  })
}

function webhooksLine(wrong: Difference[]): Line {
  if (wrong.length === 0) return line('ok', { message: 'Twilio reports here' })
  return line('failed', {
    reason: 'drift',
    message: 'At Twilio, addresses were changed: what happens there is not reported here',
    action: 'Repair them, or decline the repair where they are meant to be so',
    evidence: {
      fields: wrong.slice(0, 50).map(({ resourceName, field, expected, actual }) => ({
        ...{ name: resourceName, field, expected, actual },
      })),
    },
  })
}
