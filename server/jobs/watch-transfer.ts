import { z } from 'zod'
import { WATCH_KIND, watchTransfer } from '../domain/phone/watch-transfer'
import { defineJob } from './define-job'

/** Sees the transfer of a browser's call through. */
export const watchTransferJob = defineJob({
  kind: WATCH_KIND,
  payload: z.object({
    communication_id: z.number().int(),
    transfer: z.string(),
    is_out: z.boolean().optional(),
    asked_at: z.string().optional(),
  }),
  run: watchTransfer,
})
