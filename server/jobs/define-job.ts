import type { z } from 'zod'
import type { TenantContext } from '../context/tenant-context'

/**
 * What a run decides: done, or again at an instant, with another payload where it says how far it came. A throw means
 * again after a growing pause.
 */
export type JobResult = { again: Date; payload?: Record<string, unknown> } | undefined

/** One kind of work, separate from whoever queues it. It may run twice for one row, so it must look before it acts. */
export interface Job<Payload = unknown> {
  /** As rows name it; never changed once rows exist. */
  kind: string
  payload: z.ZodType<Payload>
  /** @param attempt 1 for the first; more after a failure or a lost lease */
  run(ctx: TenantContext, payload: Payload, attempt: number): Promise<JobResult>
}

export function defineJob<Payload>(job: Job<Payload>): Job<Payload> {
  return job
}
