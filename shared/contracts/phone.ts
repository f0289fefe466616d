import { z } from 'zod'
import { Instant } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

export const createPhoneToken = defineContract({
  id: 'twilio.token',
  method: 'POST',
  path: '/api/twilio/token',
  summary: "A token by which the caller's browser telephones with Twilio's Voice SDK, for an hour at most",
  access: { tenant: 'communication:send' },
  body: z.strictObject({}),
  data: z.object({
    token: z.string(),
    /** How Twilio knows this person's browser. */
    identity: z.string(),
    /** Whether calls come in, which takes communication:read. */
    may_receive: z.boolean(),
    /** Seconds. */
    ttl: z.number().int(),
    expires_at: Instant,
  }),
  message: 'Token created',
})
