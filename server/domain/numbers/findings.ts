import { asc, eq, inArray, type SQL } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/telephony'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { telephonyFindings } from '../../db/schema/telephony-findings'
import { twilioCredentials } from '../../db/schema/twilio-credentials'
import type { TenantDb } from '../../db/tenant-db'
import { notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import type { Difference } from './observe'

export type FindingRow = typeof telephonyFindings.$inferSelect
type Finding = DataOf<typeof contracts.declineFinding>

/** When Twilio was last looked at, and what was not right then. */
export async function readVerification(ctx: TenantContext): Promise<DataOf<typeof contracts.verifyTelephony>> {
  const [credential] = await ctx.db.find(twilioCredentials, { limit: 1 })
  const orderBy = [asc(telephonyFindings.resource), asc(telephonyFindings.resourceName), asc(telephonyFindings.field)]
  const rows = await ctx.db.find(telephonyFindings, { orderBy })
  return {
    verified_at: credential?.verifiedAt ?? null,
    error: credential?.verifyError ?? null,
    findings: rows.map(findingForm),
  }
}

/**
 * Brings the findings into agreement with what was seen: what is right again goes, what is new is open, and what a
 * person declined stays declined as long as it is what they declined.
 */
export async function reconcileFindings(ctx: TenantContext, tx: TenantDb, seen: readonly Difference[]): Promise<void> {
  const now = nowText(ctx)
  const known = new Map((await tx.find(telephonyFindings)).map((row) => [keyOf(row), row]))
  for (const difference of seen) {
    const row = known.get(keyOf(difference))
    known.delete(keyOf(difference))
    if (!row) {
      const id = ctx.app.ids.uuid()
      await tx.insert(telephonyFindings, { id, ...difference, state: 'open', createdAt: now, updatedAt: now }, 'ignore')
    } else if (row.actual !== difference.actual || row.expected !== difference.expected) {
      await tx.update(
        telephonyFindings,
        { ...difference, state: 'open', updatedAt: now },
        eq(telephonyFindings.id, row.id),
      )
    }
  }
  const right = [...known.values()].map(({ id }) => id)
  if (right.length > 0) await tx.remove(telephonyFindings, inArray(telephonyFindings.id, right))
}

/** Forgets what was put right. */
export async function closeFindings(ctx: TenantContext, tx: TenantDb, where: SQL | undefined): Promise<void> {
  for (const row of await tx.remove(telephonyFindings, where)) {
    await recordAudit(ctx, tx, {
      operation: 'twilio.findings.repair',
      entity: 'telephony_finding',
      entityId: row.id,
      before: findingForm(row),
      after: null,
    })
  }
}

/** Leaves a field as somebody wants it. @throws AppError NOT_FOUND */
export async function declineFinding(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.declineFinding>,
): Promise<Finding> {
  return ctx.db.transaction(async (tx) => {
    const before = await findFinding(tx, params.id)
    const changes = { state: 'declined', updatedAt: nowText(ctx) } as const
    const [after] = await tx.update(telephonyFindings, changes, eq(telephonyFindings.id, params.id))
    await recordAudit(ctx, tx, {
      operation: 'twilio.findings.decline',
      entity: 'telephony_finding',
      entityId: params.id,
      before: findingForm(before),
      after: findingForm(after!),
    })
    return findingForm(after!)
  })
}

/** @throws AppError NOT_FOUND */
export async function findFinding(db: TenantDb, id: string): Promise<FindingRow> {
  const [row] = await db.find(telephonyFindings, { where: eq(telephonyFindings.id, id), limit: 1 })
  if (!row) throw notFound()
  return row
}

const keyOf = ({ resourceSid, field }: Pick<FindingRow, 'resourceSid' | 'field'>) => `${resourceSid}/${field}`

function findingForm(row: FindingRow): Finding {
  return {
    id: row.id,
    resource: row.resource,
    resource_sid: row.resourceSid,
    resource_name: row.resourceName,
    field: row.field,
    expected: row.expected,
    actual: row.actual,
    state: row.state,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}
