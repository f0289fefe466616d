import type { App } from '../context/app'
import { safeCause } from '../context/safe-cause'
import type { Answer } from './envelope'

/** How far the outbox may lag behind before something is wrong with it. */
const JOBS_LATE_MS = 5 * 60_000

/** Asks each part that this deployment uses; 503 when one fails. Says which, and nothing of why: that is in the log. */
export async function checkHealth(app: App): Promise<Answer> {
  const now = app.clock.now()
  const checks = {
    database: await passes(app, 'database', () => app.system.ping()),
    jobs: await passes(app, 'jobs', async () => {
      const oldest = await app.system.oldestDueJob(now.toISOString())
      if (oldest !== null && now.getTime() - Date.parse(oldest) > JOBS_LATE_MS) throw new Error('jobs are late')
    }),
  }
  const healthy = Object.values(checks).every(Boolean)
  return {
    status: healthy ? 200 : 503,
    body: { status: healthy ? 'healthy' : 'unhealthy', checks, timestamp: now.toISOString() },
  }
}

async function passes(app: App, check: string, run: () => Promise<void>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    app.logger.error({ err: safeCause(error), check }, 'health_check_failed')
    return false
  }
}
