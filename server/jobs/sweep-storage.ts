import { z } from 'zod'
import { sweepStorage } from '../domain/files/sweep'
import { defineJob } from './define-job'

/** Brings a tenant's storage and tables into agreement. */
export const sweepStorageJob = defineJob({
  kind: 'sweep-storage',
  payload: z.object({}),
  async run(ctx) {
    await sweepStorage(ctx)
    return undefined
  },
})
