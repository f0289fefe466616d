import { nowText, type TenantContext } from '../../context/tenant-context'
import { auditLog } from '../../db/schema/audit-log'
import type { TenantDb } from '../../db/tenant-db'

export interface AuditedChange {
  /** The contract's id or the job's kind. */
  operation: string
  entity: string
  entityId: string | number
  /** The API's form of the row, which holds no secret; null for a creation. */
  before: Record<string, unknown> | null
  /** null for a removal. */
  after: Record<string, unknown> | null
}

/**
 * Writes who changed what, in the transaction of the change, so that neither is there without the other. Of an update,
 * only the fields that changed are kept.
 */
export async function recordAudit(ctx: TenantContext, tx: TenantDb, change: AuditedChange): Promise<void> {
  const { before, after } = change.before && change.after ? difference(change.before, change.after) : change
  await tx.insert(auditLog, {
    actorType: ctx.principal.kind,
    actorId: ctx.principal.actorId,
    actorName: ctx.principal.actorName,
    operation: change.operation,
    entity: change.entity,
    entityId: String(change.entityId),
    before,
    after,
    requestId: ctx.request.id,
    ipAddress: ctx.request.ipAddress,
    createdAt: nowText(ctx),
  })
}

function difference(before: Record<string, unknown>, after: Record<string, unknown>) {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  const pick = (row: Record<string, unknown>) => Object.fromEntries(changed.map((key) => [key, row[key] ?? null]))
  return { before: pick(before), after: pick(after) }
}
