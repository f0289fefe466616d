import { and, eq, gt, isNull } from 'drizzle-orm'
import type { TenantContext } from '../context/tenant-context'
import { outbox } from '../db/schema/outbox'
import type { TenantDb } from '../db/tenant-db'

export interface NewJob {
  /** Deterministic: the same work queued twice is one row. Prefixed with the tenant by `enqueue`. */
  id: string
  kind: string
  payload: Record<string, unknown>
  runAt: Date
}

/** Queues work in the caller's transaction; does nothing where the same work waits already. */
export async function enqueue(ctx: TenantContext, tx: TenantDb, job: NewJob): Promise<void> {
  await tx.insert(
    outbox,
    {
      id: rowId(ctx, job.id),
      kind: job.kind,
      payload: job.payload,
      runAt: job.runAt.toISOString(),
      createdAt: ctx.app.clock.now().toISOString(),
    },
    'ignore',
  )
}

/** Brings waiting work forward; work that is running, done or due sooner is left alone. */
export async function hasten(ctx: TenantContext, tx: TenantDb, id: string, runAt: Date): Promise<void> {
  const at = runAt.toISOString()
  await tx.update(
    outbox,
    { runAt: at },
    and(eq(outbox.id, rowId(ctx, id)), gt(outbox.runAt, at), isNull(outbox.leaseUntil)),
  )
}

const rowId = (ctx: TenantContext, id: string) => `${ctx.tenant.id}/${id}`
