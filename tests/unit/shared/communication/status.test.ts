import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isFinal,
  outcomeOf,
  predecessorsOf,
  statusesOf,
  statusOf,
  STATUSES,
  type Status,
} from '#shared/communication/status'

const kinds = ['sms', 'call'] as const
type Kind = (typeof kinds)[number]

/** What Twilio's pages say a message or a call goes through, and where it may end. */
const LIVES: Record<Kind, Status[][]> = {
  sms: [
    ['queued', 'sending', 'sent', 'delivered', 'read'],
    ['queued', 'sending', 'sent', 'delivered'],
    ['queued', 'sending', 'sent', 'undelivered'],
    ['queued', 'sending', 'failed'],
    ['queued', 'failed'],
    ['queued', 'canceled'],
  ],
  call: [
    ['queued', 'ringing', 'in-progress', 'completed'],
    ['queued', 'ringing', 'busy'],
    ['queued', 'ringing', 'no-answer'],
    ['queued', 'failed'],
    ['queued', 'canceled'],
    ['queued', 'ringing', 'canceled'],
  ],
}

/** What the ledger does with a report: the guard in SQL says the same. */
const apply = (kind: Kind, current: Status, reported: Status): Status =>
  predecessorsOf(kind, reported).includes(current) ? reported : current

const aLife = fc.constantFrom(...kinds.flatMap((kind) => LIVES[kind].map((life) => ({ kind, life }))))
const born = fc.constantFrom<Status>('pending', 'unknown')

describe('status machine', () => {
  it('any_order_of_reports_with_any_repeats_ends_at_the_furthest', () => {
    const reports = aLife.chain(({ kind, life }) =>
      fc.record({
        kind: fc.constant(kind),
        last: fc.constant(life.at(-1)!),
        order: fc
          .tuple(fc.shuffledSubarray(life, { minLength: life.length }), fc.array(fc.constantFrom(...life)))
          .map((parts) => parts.flat()),
      }),
    )
    fc.assert(
      fc.property(born, reports, (first, { kind, last, order }) => {
        expect(order.reduce((current, reported) => apply(kind, current, reported), first)).toBe(last)
      }),
    )
  })

  it('end_is_never_left_except_from_delivered_to_read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(...STATUSES),
        fc.constantFrom(...STATUSES),
        (kind, from, to) => {
          const after = apply(kind, from, to)
          if (isFinal(from) && after !== from)
            expect([from, after]).toEqual([expect.stringMatching(/^(delivered|received)$/), 'read'])
        },
      ),
    )
  })

  it('nothing_goes_back_to_where_it_came_from', () => {
    const steps = fc.array(fc.constantFrom(...STATUSES), { maxLength: 30 })
    fc.assert(
      fc.property(fc.constantFrom(...kinds), born, steps, (kind, first, reports) => {
        const path = [first]
        for (const report of reports) {
          const next = apply(kind, path.at(-1)!, report)
          if (next !== path.at(-1)) path.push(next)
        }
        expect(new Set(path).size).toBe(path.length)
      }),
    )
  })

  it('unknown_can_become_anything_that_was_really_reported', () => {
    for (const kind of kinds)
      for (const reported of new Set(LIVES[kind].flat())) expect(apply(kind, 'unknown', reported)).toBe(reported)
  })

  it('status_of_the_other_kind_changes_nothing', () => {
    expect(apply('sms', 'sent', 'completed')).toBe('sent')
    expect(apply('call', 'ringing', 'delivered')).toBe('ringing')
  })

  it('failed_message_is_not_read_later', () => {
    for (const end of ['failed', 'undelivered', 'canceled'] as const) expect(apply('sms', end, 'read')).toBe(end)
  })
})

describe("provider's words", () => {
  it.each([
    ['accepted', 'queued'],
    ['scheduled', 'queued'],
    ['initiated', 'queued'],
    ['receiving', 'received'],
    ['partially_delivered', 'delivered'],
    ['answered', 'in-progress'],
    ['no-answer', 'no-answer'],
  ])('%s is %s', (word, status) => expect(statusOf(word)).toBe(status))

  it.each(['', 'exploded', 'constructor', '__proto__', 'toString', 'Queued'])('%j is no status', (word) => {
    expect(statusOf(word)).toBeNull()
  })
})

describe('outcome', () => {
  it('every_status_has_exactly_one_and_the_filter_is_its_inverse', () => {
    const all = (['success', 'failed', 'pending'] as const).flatMap(statusesOf)
    expect([...all].sort()).toEqual([...STATUSES].sort())
    for (const status of STATUSES) expect(statusesOf(outcomeOf(status))).toContain(status)
  })

  it.each([
    ['delivered', 'success'],
    ['completed', 'success'],
    ['sent', 'success'],
    ['received', 'success'],
    ['busy', 'failed'],
    ['no-answer', 'failed'],
    ['canceled', 'failed'],
    ['undelivered', 'failed'],
    ['pending', 'pending'],
    ['unknown', 'pending'],
    ['in-progress', 'pending'],
  ])('%s is %s', (status, outcome) => expect(outcomeOf(status)).toBe(outcome))
})
