import { z } from 'zod'
import { sweepStorage } from '../domain/files/sweep'
import { defineJob } from './define-job'

/** Brings a tenant's storage and tables into agreement; comes back where something was still under way. */
export const sweepStorageJob = defineJob({
  kind: 'sweep-storage',
  payload: z.object({}),
  async run(ctx) {
    const again = await sweepStorage(ctx)
    return again ? { again } : undefined
  },
})
