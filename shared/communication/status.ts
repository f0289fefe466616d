/** Every status a communication can have: Twilio's words, and two of ours: `pending` (not asked yet), `unknown`. */
export const STATUSES = [
  'pending',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'received',
  'ringing',
  'in-progress',
  'completed',
  'failed',
  'undelivered',
  'busy',
  'no-answer',
  'canceled',
  'unknown',
] as const

export type Status = (typeof STATUSES)[number]
export type Outcome = 'success' | 'failed' | 'pending'

const SUCCESS = new Set<Status>(['delivered', 'read', 'received', 'completed', 'sent'])
const FAILURE = new Set<Status>(['failed', 'undelivered', 'busy', 'no-answer', 'canceled'])
/** `sent` is a success that a delivery report may still turn into either end. */
const OPEN = new Set<Status>(['pending', 'unknown', 'queued', 'sending', 'sent', 'ringing', 'in-progress'])

/** Twilio's words that mean one of ours. */
const PROVIDER_WORDS: Record<string, Status> = {
  accepted: 'queued',
  scheduled: 'queued',
  initiated: 'queued',
  receiving: 'received',
  partially_delivered: 'delivered',
  answered: 'in-progress',
}

/**
 * What a status may come after. Forward only: a callback that arrives late finds the row further on and changes nothing.
 * `delivered` may become `read`; nothing else leaves an end (NOT_ACCEPTED excepted, see `record-status.ts`).
 */
const ORDER: Record<'sms' | 'call', Status[][]> = {
  sms: [
    ['pending', 'unknown'],
    ['queued'],
    ['sending'],
    ['sent'],
    ['delivered', 'undelivered', 'failed', 'canceled', 'received'],
    ['read'],
  ],
  call: [
    ['pending', 'unknown'],
    ['queued'],
    ['ringing'],
    ['in-progress'],
    ['completed', 'busy', 'no-answer', 'failed', 'canceled'],
  ],
}

/** Our status for the provider's word; null for a word we don't know. */
export function statusOf(providerStatus: string): Status | null {
  const known = PROVIDER_WORDS[providerStatus] ?? providerStatus
  return (STATUSES as readonly string[]).includes(known) ? (known as Status) : null
}

/** The statuses from which this one may be reached. */
export function predecessorsOf(kind: 'sms' | 'call', status: Status): Status[] {
  const order = ORDER[kind]
  const rank = order.findIndex((same) => same.includes(status))
  if (rank < 0) return []
  if (status === 'read')
    return order
      .slice(0, rank)
      .flat()
      .filter((before) => !FAILURE.has(before))
  return order.slice(0, rank).flat()
}

/** Whether nothing more is expected to happen. */
export function isFinal(status: string): boolean {
  return !OPEN.has(status as Status)
}

/** The documents' three-way word, derived. */
export function outcomeOf(status: string): Outcome {
  if (SUCCESS.has(status as Status)) return 'success'
  return FAILURE.has(status as Status) ? 'failed' : 'pending'
}

/** The statuses behind an outcome, for filtering. */
export function statusesOf(outcome: Outcome): Status[] {
  return STATUSES.filter((status) => outcomeOf(status) === outcome)
}
