import { z } from 'zod'
import { resealBatch } from '../domain/secrets/reseal'
import { defineJob } from './define-job'

/** Seals a tenant's secrets under the first encryption key, after a new one was put before the old. */
export const resealSecretsJob = defineJob({
  kind: 'reseal-secrets',
  payload: z.object({
    from: z.object({ table: z.enum(['twilio_credentials', 'users']), after: z.number() }).optional(),
  }),
  async run(ctx, { from }) {
    const next = await resealBatch(ctx, from)
    return next ? { again: ctx.app.clock.now(), payload: { from: next } } : undefined
  },
})
