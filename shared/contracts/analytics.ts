import { z } from 'zod'
import { Instant } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

export const PERIODS = ['7d', '30d', '90d'] as const

const Outcomes = z.object({ success: z.number().int(), failed: z.number().int(), pending: z.number().int() })

/** Failures of one kind in the last seven days. */
const Attention = z.object({
  /** Names the kind: `twilio-30003`, `no-answer`. The history's filter `failure` takes it. */
  key: z.string(),
  /** Twilio's; null where Twilio gave none. */
  error_code: z.number().int().nullable(),
  /** The newest one's error as it was given to us. */
  said: z.string().nullable(),
  /** Twilio's own page about the code. */
  url: z.string().nullable(),
  count: z.number().int(),
  last_at: Instant,
  /** The newest of them. */
  example_id: z.number().int(),
})

export const getDashboard = defineContract({
  id: 'analytics.dashboard',
  method: 'GET',
  path: '/api/analytics/dashboard',
  summary: 'Calls and messages by day and outcome, cost, and failures that want attention; sandbox rows count nowhere',
  access: { tenant: 'communication:read' },
  query: z.strictObject({ period: z.enum(PERIODS).default('7d') }),
  data: z.object({
    period: z.enum(PERIODS),
    /** Whose days these are: the tenant's. */
    timezone: z.string(),
    currency: z.string(),
    /** Oldest first, today last, none left out. What was sent; what came in is in `totals`. */
    days: z.array(z.object({ date: z.iso.date(), calls: Outcomes, messages: Outcomes })),
    totals: z.object({ calls: Outcomes, messages: Outcomes, inbound: z.number().int() }),
    /** What Twilio charged as far as it is known, in units of `currency`. */
    cost: z.object({
      month: z.number(),
      /** The last day that `month` holds: today. */
      month_to: z.iso.date(),
      /** The whole month before; null when nothing was sent in it. */
      previous_month: z.number().nullable(),
      today: z.number(),
    }),
    /** The most frequent first, at most five. */
    attention: z.array(Attention),
  }),
  message: 'Dashboard retrieved successfully',
})
