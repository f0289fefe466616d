import { z } from 'zod'
import { FOLLOW_KIND } from '../domain/communications/follow-job'
import { followCommunication } from '../domain/communications/follow'
import { defineJob } from './define-job'

/** Sees one communication through: finds it when the answer was lost, asks when callbacks are, waits for the price. */
export const followCommunicationJob = defineJob({
  kind: FOLLOW_KIND,
  payload: z.object({ communication_id: z.number().int() }),
  run: (ctx, payload) => followCommunication(ctx, payload.communication_id),
})
