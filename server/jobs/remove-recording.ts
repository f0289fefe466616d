import { z } from 'zod'
import { REMOVE_KIND, removeAtTwilio } from '../domain/recordings/remove-recordings'
import { defineJob } from './define-job'

/** Deletes at Twilio what was deleted here. */
export const removeRecordingJob = defineJob({
  kind: REMOVE_KIND,
  payload: z.object({ recording_id: z.string() }),
  run: (ctx, payload) => removeAtTwilio(ctx, payload.recording_id),
})
