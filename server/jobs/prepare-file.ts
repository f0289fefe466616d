import { z } from 'zod'
import { PREPARE_KIND } from '../domain/files/prepare-job'
import { prepareFile } from '../domain/files/prepare-file'
import { defineJob } from './define-job'

/** Measures a file that came, and makes it playable in calls. */
export const prepareFileJob = defineJob({
  kind: PREPARE_KIND,
  payload: z.object({ object_id: z.number().int() }),
  async run(ctx, payload) {
    await prepareFile(ctx, payload.object_id)
    return undefined
  },
})
