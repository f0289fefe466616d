import { z } from 'zod'
import { purgeExpiredKeys } from '../domain/idempotency/keys'
import { purgeEndedSessions } from '../domain/sessions/end-session'
import { defineJob } from './define-job'

/** Deletes what a tenant no longer needs: old answers under idempotency keys, sessions and tokens that ended. */
export const purgeExpiredJob = defineJob({
  kind: 'purge-expired',
  payload: z.object({}),
  async run(ctx) {
    await purgeExpiredKeys(ctx)
    await purgeEndedSessions(ctx)
    return undefined
  },
})
