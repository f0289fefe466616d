/** Our own verdict after three looks found nothing; a callback that proves otherwise still wins. */
export const NOT_ACCEPTED = 'NOT_ACCEPTED'
/** How the error begins where nothing left us. */
export const UNREACHABLE = 'Twilio could not be reached'

/** Why something failed that has no code of Twilio's. */
export const FAILURE_KINDS = ['failed', 'undelivered', 'busy', 'no-answer', 'unreachable', 'not-accepted'] as const
type FailureKind = (typeof FAILURE_KINDS)[number]

/** The name of a way to fail: one of the kinds, or `twilio-30003`. */
export const FAILURE_KEY = new RegExp(`^(?:twilio-[1-9]\\d{0,6}|${FAILURE_KINDS.join('|')})$`)

/** Twilio's code in the name of a way to fail; null for one without. */
export function codeOf(key: string): number | null {
  const [, code] = /^twilio-(\d+)$/.exec(key) ?? []
  return code === undefined ? null : Number(code)
}

/** The kind of a failure without a code; `status` is what it ended as. */
export function failureKindOf(status: string, message: string | null): FailureKind {
  if (message === NOT_ACCEPTED) return 'not-accepted'
  if (message?.startsWith(UNREACHABLE)) return 'unreachable'
  return FAILURE_KINDS.find((kind) => kind === status) ?? 'failed'
}
