import { and, asc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Database } from '../client'
import { outbox } from '../schema/outbox'
import { mark } from './mark'

type OutboxRow = typeof outbox.$inferSelect

/** The outbox as its runner sees it: one queue for all tenants. */
export function jobStatements(db: Database) {
  return {
    /**
     * Leases the jobs that are due, oldest first: raises their fence, so that a worker which lost its lease cannot
     * finish them.
     */
    async claimDueJobs(now: string, leaseUntil: string, limit: number): Promise<OutboxRow[]> {
      const due = alias(outbox, 'due')
      return db.write(async (queries) =>
        queries
          .update(outbox)
          .set({ leaseUntil, fence: sql`${outbox.fence} + 1`, attempts: sql`${outbox.attempts} + 1` })
          .where(
            inArray(
              outbox.id,
              queries
                .select({ id: due.id })
                .from(due)
                .where(
                  and(
                    lte(due.runAt, now),
                    or(isNull(due.leaseUntil), lte(due.leaseUntil, now)),
                    sql`1 ${mark('claimDueJobs')}`,
                  ),
                )
                .orderBy(asc(due.runAt))
                .limit(limit),
            ),
          )
          .returning(),
      )
    },

    /** Since when the oldest job that nobody runs is due; null when none is. Reads along the index of `run_at`. */
    async oldestDueJob(now: string): Promise<string | null> {
      const rows = await db.reader
        .select({ runAt: outbox.runAt })
        .from(outbox)
        .where(
          and(
            lte(outbox.runAt, now),
            or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now)),
            sql`1 ${mark('oldestDueJob')}`,
          ),
        )
        .orderBy(asc(outbox.runAt))
        .limit(1)
      return rows[0]?.runAt ?? null
    },

    /** Ends a job, or hands it back for another time; says nothing when the lease was lost meanwhile. */
    async finishJob(
      job: Pick<OutboxRow, 'id' | 'fence'>,
      next: { runAt: string; lastError?: string; attempts?: number; payload?: OutboxRow['payload'] } | null,
    ): Promise<void> {
      const mine = and(eq(outbox.id, job.id), eq(outbox.fence, job.fence), sql`1 ${mark('finishJob')}`)
      await db.write(async (queries) => {
        if (next === null) await queries.delete(outbox).where(mine)
        else
          await queries
            .update(outbox)
            .set({ ...next, leaseUntil: null })
            .where(mine)
      })
    },
  }
}
