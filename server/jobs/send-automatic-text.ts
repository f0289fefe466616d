import { z } from 'zod'
import { AUTOMATIC_TEXT_KIND, sendAutomaticText } from '../domain/inbound/send-automatic-text'
import { defineJob } from './define-job'

/** A reply to a keyword, or a text handed on to people. */
export const sendAutomaticTextJob = defineJob({
  kind: AUTOMATIC_TEXT_KIND,
  payload: z.object({
    communication_id: z.number().int(),
    key: z.string(),
    to: z.string(),
    from: z.string(),
    body: z.string(),
  }),
  run: (ctx, payload) => sendAutomaticText(ctx, payload),
})
