import { z } from 'zod'
import { verifyAgain } from '../domain/numbers/verify-telephony'
import { defineJob } from './define-job'

/** Compares a tenant's App and numbers at Twilio with what belongs there. */
export const verifyTelephonyJob = defineJob({
  kind: 'verify-telephony',
  payload: z.object({}),
  async run(ctx) {
    const again = await verifyAgain(ctx)
    return again && { again }
  },
})
