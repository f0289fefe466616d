import type { App } from '../context/app'
import { runWithLogContext } from '../context/log-context'
import { systemPrincipal } from '../context/principal'
import { safeCause } from '../context/safe-cause'
import type { TenantContext } from '../context/tenant-context'
import type { OutboxRow } from '../db/system-db'
import { TenantDb } from '../db/tenant-db'
import type { Job, JobResult } from './define-job'

export interface JobRunner {
  start(app: App): void
  /** Stops claiming and waits for what runs, as long as it is given. What runs longer is taken over when its lease ends. */
  stop(patienceMs: number): Promise<void>
}

/** Longer than any job runs: provider calls inside jobs end within a minute, retries included. */
const LEASE_MS = 120_000
/** How often a process looks: what another process or a moved clock made due is found within this time. */
const POLL_MS = 500
const PARALLEL = 16
const BACKOFF_MS = { first: 2_000, max: 15 * 60_000 }

/**
 * Takes due rows of the outbox and runs them. Rows are leased with a growing fence: after a crash the lease ends and
 * another process takes over, and the old one, should it come back, can no longer finish the row.
 */
export function createJobRunner(jobs: readonly Job[]): JobRunner {
  const byKind = new Map(jobs.map((job) => [job.kind, job]))
  const running = new Map<OutboxRow, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let stopping = false
  let claiming: Promise<void> | null = null

  async function claim(app: App): Promise<void> {
    const free = PARALLEL - running.size
    if (stopping || free <= 0) return
    const now = app.clock.now()
    const at = now.toISOString()
    if ((await app.system.oldestDueJob(at)) === null) return
    const rows = await app.system.claimDueJobs(at, new Date(now.getTime() + LEASE_MS).toISOString(), free)
    for (const row of rows) {
      const run = runRow(app, byKind, row).finally(() => {
        running.delete(row)
        if (rows.length === free) tick(app) // there may be more than fitted
      })
      running.set(row, run)
    }
  }

  function tick(app: App): void {
    claiming ??= claim(app)
      .catch((error: unknown) => app.logger.error({ err: safeCause(error) }, 'jobs_not_claimed'))
      .finally(() => (claiming = null))
  }

  return {
    start(app) {
      timer = setInterval(() => tick(app), POLL_MS)
    },
    async stop(patienceMs) {
      stopping = true
      clearInterval(timer)
      await claiming
      const left = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())
      await Promise.race([Promise.allSettled([...running.values()]), left])
    },
  }
}

async function runRow(app: App, byKind: Map<string, Job>, row: OutboxRow): Promise<void> {
  const context = { requestId: `job:${row.id}:${row.fence}`, tenantId: row.tenantId ?? undefined, actor: row.kind }
  await runWithLogContext(context, async () => {
    try {
      const job = byKind.get(row.kind)
      if (!job) throw new Error(`There is no job of the kind ${row.kind}`)
      const ctx = row.tenantId ? await openJobContext(app, row.tenantId, row) : null
      const result: JobResult = ctx ? await job.run(ctx, job.payload.parse(row.payload), row.attempts) : undefined
      const { again, ...carried } = result ?? {}
      await app.system.finishJob(row, again ? { ...carried, runAt: again.toISOString(), attempts: 0 } : null)
      app.metrics.jobs.inc({ kind: row.kind, result: result ? 'again' : 'done' })
    } catch (error) {
      app.logger.error({ err: safeCause(error), kind: row.kind, attempts: row.attempts }, 'job_failed')
      app.metrics.jobs.inc({ kind: row.kind, result: 'failed' })
      await handBack(app, row, error)
    }
  })
}

async function handBack(app: App, row: OutboxRow, error: unknown): Promise<void> {
  const pauseMs = Math.min(BACKOFF_MS.max, BACKOFF_MS.first * 2 ** Math.min(row.attempts - 1, 20))
  const runAt = new Date(app.clock.now().getTime() + pauseMs).toISOString()
  const lastError = error instanceof Error ? error.message.slice(0, 500) : 'failed'
  try {
    await app.system.finishJob(row, { runAt, lastError })
  } catch (failure) {
    app.logger.error({ err: safeCause(failure) }, 'job_not_handed_back') // its lease will end
  }
}

/** null for a tenant that is gone: so is its work. A suspended tenant's work goes on, or its ledger would stay open. */
async function openJobContext(app: App, tenantId: string, row: OutboxRow): Promise<TenantContext | null> {
  const found = await app.system.findTenant(tenantId)
  if (!found) return null
  return {
    app,
    ...found,
    db: TenantDb.open(app.db, tenantId),
    principal: systemPrincipal(tenantId, row.kind),
    request: { id: `job:${row.id}`, endpoint: `job ${row.kind}`, ipAddress: null, userAgent: null },
  }
}
