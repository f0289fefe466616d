import { z } from 'zod'
import { WATCH_KIND, watchTransfer } from '../domain/phone/transfer-call'
import { defineJob } from './define-job'

/** Sees the transfer of a browser's call through. */
export const watchTransferJob = defineJob({
  kind: WATCH_KIND,
  payload: z.object({ communication_id: z.number().int() }),
  run: (ctx, payload) => watchTransfer(ctx, payload.communication_id),
})
