import { z } from 'zod'
import { resealSecrets } from '../domain/secrets/reseal'
import { defineJob } from './define-job'

/** Seals a tenant's secrets under the first encryption key, after a new one was put before the old. */
export const resealSecretsJob = defineJob({
  kind: 'reseal-secrets',
  payload: z.object({}),
  async run(ctx) {
    for (let after: number | null = 0; after !== null;) after = await resealSecrets(ctx, after)
    return undefined
  },
})
