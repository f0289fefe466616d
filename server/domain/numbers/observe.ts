import { eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { phoneNumbers } from '../../db/schema/phone-numbers'
import type { telephonyFindings } from '../../db/schema/telephony-findings'
import type { NumberRecord, TelephonyAccount } from '../../providers/telephony-account'
import type { CredentialRow } from '../tenants/twilio-credential'
import { nameAtTwilio, expectedApplication, expectedNumber, isAsExpected } from './expected-webhooks'

/** A field at Twilio that is not as it belongs; `missing` where the App or the number is gone. */
export type Difference = Pick<
  typeof telephonyFindings.$inferInsert,
  'resource' | 'resourceSid' | 'resourceName' | 'field' | 'expected' | 'actual'
>

/** Twilio's largest page: most accounts are one request. */
const PAGE_SIZE = 1_000

/**
 * Compares the tenant's App and numbers at Twilio with what belongs there. Numbers in the account that are not the
 * tenant's here are left alone: several tenants may share it.
 *
 * @throws AppError EXTERNAL_API_ERROR, PROVIDER_TIMEOUT
 */
export async function observe(
  ctx: TenantContext,
  account: TelephonyAccount,
  row: CredentialRow,
): Promise<Difference[]> {
  return [...(await compareApplication(ctx, account, row)), ...(await compareNumbers(ctx, account))]
}

/** The names of the fields that differ. */
export function differingFields<Field extends string>(
  actual: Record<Field, string>,
  expected: Record<Field, string>,
): Field[] {
  return (Object.keys(expected) as Field[]).filter((field) => !isAsExpected(field, actual[field], expected[field]))
}

async function compareApplication(
  ctx: TenantContext,
  account: TelephonyAccount,
  { twimlAppSid }: CredentialRow,
): Promise<Difference[]> {
  if (!twimlAppSid) return [] // none has been set up
  const found = await account.fetchApplication(twimlAppSid)
  const of = { resource: 'application', resourceSid: twimlAppSid } as const
  const name = nameAtTwilio(ctx.tenant.id)
  if (!found) return [{ ...of, resourceName: name, ...GONE }]
  const expected = expectedApplication(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  return differences({ ...of, resourceName: found.name }, found.fields, expected)
}

async function compareNumbers(ctx: TenantContext, account: TelephonyAccount): Promise<Difference[]> {
  const own = await ctx.db.find(phoneNumbers, { where: eq(phoneNumbers.isActive, true) })
  if (own.length === 0) return []
  const atTwilio = new Map<string, NumberRecord>()
  for await (const page of account.listNumbers(PAGE_SIZE))
    for (const record of page) atTwilio.set(record.phoneNumber, record)
  const expected = expectedNumber(ctx.app.config.publicBaseUrl, ctx.tenant.id)
  return own.flatMap(({ phoneNumber, twilioSid }) => {
    const found = atTwilio.get(phoneNumber)
    const of = { resource: 'number', resourceName: phoneNumber } as const
    if (!found) return [{ ...of, resourceSid: twilioSid ?? phoneNumber, ...GONE }]
    return differences({ ...of, resourceSid: found.sid }, found.fields, expected)
  })
}

const GONE = { field: 'missing', expected: 'there', actual: 'not there' }

function differences<Field extends string>(
  of: Pick<Difference, 'resource' | 'resourceSid' | 'resourceName'>,
  actual: Record<Field, string>,
  expected: Record<Field, string>,
): Difference[] {
  return differingFields(actual, expected).map((field) => ({
    ...of,
    field,
    expected: expected[field],
    actual: actual[field],
  }))
}
