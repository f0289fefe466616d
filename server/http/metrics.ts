import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Clock } from '../context/clock'
import type { Database } from '../db/client'
import { sql } from 'drizzle-orm'
import { apiMetrics } from '../db/schema/api-metrics'

export interface Metrics {
  registry: Registry
  /** One finished request. `endpoint` is the route's template, never a path with ids. */
  request(facts: { method: string; endpoint: string; status: number; durationMs: number; tenantId?: string }): void
  sends: Counter<'kind' | 'result'>
  callbacks: Counter<'kind' | 'result'>
  jobs: Counter<'kind' | 'result'>
  /** Writes the tenants' own sums. */
  flush(): Promise<void>
}

type Sum = { requests: number; responseTime: number }

/**
 * Counters for Prometheus, and each tenant's own use of the API: summed in memory per minute and flushed in bulk, since
 * a write per request would cost more than most requests do. A crash loses the last seconds of these sums.
 */
export function createMetrics(db: Database, clock: Clock): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Counter({
    name: 'api_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'endpoint', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['endpoint'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const counter = (name: string, help: string) =>
    new Counter<'kind' | 'result'>({ name, help, labelNames: ['kind', 'result'], registers })
  let sums = new Map<string, Sum>()

  return {
    registry,
    request({ method, endpoint, status, durationMs, tenantId }) {
      requests.inc({ method, endpoint, status })
      durations.observe({ endpoint }, durationMs / 1000)
      if (!tenantId) return
      const minute = `${clock.now().toISOString().slice(0, 16)}:00.000Z`
      const key = JSON.stringify([tenantId, minute, endpoint, method, status])
      add(sums, key, { requests: 1, responseTime: Math.round(durationMs) })
    },
    sends: counter('communications_sent_total', 'Calls and messages handed to a provider'),
    callbacks: counter('webhooks_received_total', 'Deliveries from providers'),
    jobs: counter('jobs_finished_total', 'Outbox jobs that ended'),
    async flush() {
      const flushing = sums
      sums = new Map()
      if (flushing.size === 0) return
      try {
        await db.write(async (queries) => {
          for (const [key, sum] of flushing) {
            const [tenantId, createdAt, endpoint, method, statusCode] = JSON.parse(key)
            await queries
              .insert(apiMetrics)
              .values({ tenantId, createdAt, endpoint, method, statusCode, ...sum })
              .onConflictDoUpdate({
                target: [
                  apiMetrics.tenantId,
                  apiMetrics.createdAt,
                  apiMetrics.endpoint,
                  apiMetrics.method,
                  apiMetrics.statusCode,
                ],
                set: {
                  requests: sql`${apiMetrics.requests} + excluded.requests`,
                  responseTime: sql`${apiMetrics.responseTime} + excluded.response_time`,
                },
              })
          }
        })
      } catch (error) {
        for (const [key, sum] of flushing) add(sums, key, sum) // what could not be written is tried again
        throw error
      }
    },
  }
}

function add(sums: Map<string, Sum>, key: string, { requests, responseTime }: Sum): void {
  const sum = sums.get(key) ?? { requests: 0, responseTime: 0 }
  sums.set(key, { requests: sum.requests + requests, responseTime: sum.responseTime + responseTime })
}
