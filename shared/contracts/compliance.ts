import { z } from 'zod'
import { E164 } from '../schemas/primitives.ts'
import { TO_NAMES } from './sending.ts'
import { defineContract } from './contract.ts'

const Rule = z.object({
  rule: z.enum(['number', 'country', 'opt_out', 'quiet_hours', 'calls_per_day', 'spend_per_day']),
  passed: z.boolean(),
  code: z.string().nullable(),
  message: z.string(),
  evidence: z.record(z.string(), z.unknown()),
})

export const checkCommunication = defineContract({
  id: 'communication.check',
  method: 'POST',
  path: '/api/communication/check',
  summary: 'Asks the compliance gate without sending: every rule, whether it passes, and on what evidence',
  access: { tenant: 'communication:read' },
  body: z.strictObject({
    to: E164,
    network_type: z.enum(['call', 'sms']).default('sms'),
    /** For the spend limit; one segment when absent. */
    segments: z.number().int().min(1).max(100).default(1),
  }),
  aliases: { to: TO_NAMES },
  data: z.object({ allowed: z.boolean(), to: z.string(), country: z.string().nullable(), rules: z.array(Rule) }),
  message: 'Checked',
})
