/** How the network behaves when no script says otherwise. All times in milliseconds of the simulator's clock. */
export type Defaults = {
  /** From acceptance of a message to each status. */
  sendingAfterMs: number
  sentAfterMs: number
  deliveredAfterMs: number
  /** From the end of a message or call until its price is known. */
  priceAfterMs: number
  /** From acceptance of a call until it is dialled and rings. */
  initiatedAfterMs: number
  ringingAfterMs: number
  /** From ringing until an unattended call is answered. */
  answerAfterMs: number
  /** Unattended calls are walked this many times faster; durations are reported as if in real time. */
  walkSpeed: number
  /** A person who is never let go hangs up after this much of the call's own time. */
  patienceMs: number
  /** How long an unattended person talks where a conversation has no script (`<Dial>`, `<Record>`), in the call's own time. */
  talkMs: number
  /** Price of one SMS segment and of one begun call minute, US dollars. */
  segmentPriceUsd: number
  minutePriceUsd: number
  /** Connection limits of webhooks in real milliseconds; Twilio's own values, a URL's fragment overrides them. */
  connectTimeoutMs: number
  readTimeoutMs: number
  totalTimeoutMs: number
  /** Whether the network answers STOP, START and HELP itself, as Twilio does for long codes. */
  keywordReplies: boolean
}

/**
 * The values of an untouched simulator.
 * Connection limits: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const standardDefaults: Defaults = {
  sendingAfterMs: 100,
  sentAfterMs: 300,
  deliveredAfterMs: 1000,
  priceAfterMs: 500,
  initiatedAfterMs: 50,
  ringingAfterMs: 300,
  answerAfterMs: 2000,
  walkSpeed: 10,
  patienceMs: 600_000,
  talkMs: 10_000,
  segmentPriceUsd: 0.0079,
  minutePriceUsd: 0.014,
  connectTimeoutMs: 5000,
  readTimeoutMs: 15_000,
  totalTimeoutMs: 15_000,
  keywordReplies: true,
}

/** How much is remembered; beyond it the oldest is forgotten. A 5,000 message run with all its callbacks fits. */
export type Caps = { requests: number; callbacks: number; messages: number; calls: number; events: number }

export const standardCaps: Caps = {
  requests: 50_000,
  callbacks: 100_000,
  messages: 20_000,
  calls: 20_000,
  events: 2000,
}
