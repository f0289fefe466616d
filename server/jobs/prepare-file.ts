import { z } from 'zod'
import { PREPARE_KIND } from '../domain/files/prepare-job'
import { prepareFile } from '../domain/files/prepare-file'
import { defineJob } from './define-job'

/** What cannot be decoded as often is not readable. */
const LAST_ATTEMPT = 3
/** While others are measured: places for jobs are few, and calls wait for them. */
const WAIT_MS = 2_000

/** Measures a file that came, and makes it playable in calls. */
export const prepareFileJob = defineJob({
  kind: PREPARE_KIND,
  payload: z.object({ object_id: z.number().int() }),
  async run(ctx, payload, attempt) {
    const isDone = await prepareFile(ctx, payload.object_id, attempt >= LAST_ATTEMPT)
    return isDone ? undefined : { again: new Date(ctx.app.clock.now().getTime() + WAIT_MS) }
  },
})
