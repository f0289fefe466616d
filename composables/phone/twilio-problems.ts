import type { LineProblem } from './line'

/** Codes as the Voice SDK passes them on, asked for precise ones: https://www.twilio.com/docs/api/errors */
const CODES: Record<Exclude<LineProblem, 'failed'>, readonly number[]> = {
  token: [20101, 20104, 20151, 31202, 31203, 31207],
  network: [31000, 31003, 31005, 31009, 53000, 53001],
  media: [53400, 53402, 53405],
  microphone: [31401, 31402],
  declined: [31002, 31480, 31486, 31603],
}

/** What kept a line or a call from working. */
export function problemOf(error: unknown): LineProblem {
  const { code } = (error ?? {}) as { code?: number }
  const known = Object.entries(CODES).find(([, codes]) => codes.includes(code ?? 0))
  return (known?.[0] as LineProblem | undefined) ?? 'failed'
}
