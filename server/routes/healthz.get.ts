import { definePublicHandler } from '../http/define-public-handler'

/** Alive and configured: a process that could not start answers nothing. For load balancers. */
export default definePublicHandler('/healthz', async (app) => ({
  status: 200,
  body: { status: 'ok', timestamp: app.clock.now().toISOString() },
}))
