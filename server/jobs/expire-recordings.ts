import { z } from 'zod'
import { removeExpiredRecordings } from '../domain/recordings/remove-recordings'
import { defineJob } from './define-job'

/** Deletes recordings that are older than their tenant keeps them. */
export const expireRecordingsJob = defineJob({
  kind: 'expire-recordings',
  payload: z.object({}),
  run: (ctx) => removeExpiredRecordings(ctx),
})
