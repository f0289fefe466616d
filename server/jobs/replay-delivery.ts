import { z } from 'zod'
import { REPLAY_KIND } from '../domain/communications/replay-unmatched'
import { replayDelivery } from '../domain/webhooks/replay-delivery'
import { defineJob } from './define-job'

/** Acts on a stored callback again. A throw keeps the job: it tries again, later each time. */
export const replayDeliveryJob = defineJob({
  kind: REPLAY_KIND,
  payload: z.object({ delivery_id: z.string() }),
  async run(ctx, payload) {
    await replayDelivery(ctx, payload.delivery_id)
    return undefined
  },
})
