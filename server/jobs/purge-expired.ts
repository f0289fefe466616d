import { z } from 'zod'
import { purgeRemovedFiles } from '../domain/files/change-files'
import { purgeExpiredKeys } from '../domain/idempotency/keys'
import { purgeEndedSessions } from '../domain/sessions/end-session'
import { clearFormerToken } from '../domain/tenants/former-token'
import { keepFormerToken } from '../domain/tenants/keep-former-token'
import { defineJob } from './define-job'

/**
 * Deletes what a tenant no longer needs: old answers under idempotency keys, sessions and tokens that ended, files that
 * nobody wanted back, the token before the last change.
 */
export const purgeExpiredJob = defineJob({
  kind: 'purge-expired',
  payload: z.object({}),
  async run(ctx) {
    await purgeExpiredKeys(ctx)
    await purgeEndedSessions(ctx)
    await purgeRemovedFiles(ctx)
    await keepFormerToken(ctx)
    await clearFormerToken(ctx)
    return undefined
  },
})
