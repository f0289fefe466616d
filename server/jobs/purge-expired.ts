import { z } from 'zod'
import { purgeExpiredKeys } from '../domain/idempotency/keys'
import { defineJob } from './define-job'

/** Deletes what a tenant no longer needs: answers under idempotency keys that are older than a day. */
export const purgeExpiredJob = defineJob({
  kind: 'purge-expired',
  payload: z.object({}),
  async run(ctx) {
    await purgeExpiredKeys(ctx)
    return undefined
  },
})
