import { expect } from 'vitest'
import type { Answer, Api } from './api.ts'
import { HOUR_MS, MINUTE_MS, passTime } from './time.ts'
import { ACME, type World } from './world.ts'

export interface LedgerRow {
  id: number
  network_type: 'call' | 'sms'
  direction: 'inbound' | 'outbound'
  to_number: string
  from_number: string
  message_content: string | null
  twilio_sid: string | null
  status: string
  outcome: string
  error_code: number | null
  error_message: string | null
  cost_amount: number | null
  duration_seconds: number | null
  is_test: boolean
}

export interface TimelineEvent {
  type: string
  source: string
  status: string | null
  applied: boolean
  details: Record<string, unknown>
}

/** Every row of a tenant, newest first, read to the end of the cursor. */
export async function readLedger(api: Api, filter = ''): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { status, body }: Answer = await api(
      `/api/communication/history?per_page=100&${filter}${cursor && `&cursor=${cursor}`}`,
    )
    expect(status).toBe(200)
    rows.push(...(body.data as LedgerRow[]))
    cursor = body.pagination.next_cursor
  }
  return rows
}

export async function readTimeline(api: Api, id: number): Promise<TimelineEvent[]> {
  return (await api(`/api/communication/${id}/timeline`)).body.data.events
}

const ENDS = ['delivered', 'undelivered', 'read', 'received', 'completed', 'busy', 'no-answer', 'failed', 'canceled']

/** A row that something is still expected of. */
export const isOpen = (row: LedgerRow) => !ENDS.includes(row.status)

/** Lets as much time pass as the longest way to an end takes: lost callbacks are asked for, lost answers looked for. */
export async function settleLedger(world: World): Promise<void> {
  for (const ms of [20_000, 40_000, 5 * MINUTE_MS, 11 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS]) {
    await passTime(world, ms)
    const open = (await readLedger(world.api)).filter(isOpen)
    if (open.length === 0) return
  }
}

/**
 * acme-corp's ledger and the network's own record, one to one: each message and call that the network took is exactly one row
 * with the same words and the same end, each row with a SID is on the network, and each without one has failed.
 */
export async function expectLedgerEqualsNetwork(world: World): Promise<void> {
  const rows = (await readLedger(world.api)).filter((row) => row.direction === 'outbound' && !row.is_test)
  const bySid = (a: { sid: string | null }, b: { sid: string | null }) => (a.sid! < b.sid! ? -1 : 1)
  const ledger = rows
    .filter((row) => row.twilio_sid !== null)
    .map((row) => ({
      sid: row.twilio_sid,
      to: row.to_number,
      from: row.from_number,
      status: row.status,
      body: row.network_type === 'sms' ? row.message_content : null,
    }))
  expect(ledger.toSorted(bySid)).toEqual((await networkRecord(world)).toSorted(bySid))
  for (const row of rows.filter((one) => one.twilio_sid === null)) expect(row).toMatchObject({ status: 'failed' })
}

async function networkRecord(world: World) {
  const outbound = { direction: 'outbound-api', accountSid: ACME.sid }
  const messages = await world.sim.messages(outbound)
  const calls = await world.sim.calls(outbound)
  return [
    ...messages.map(({ sid, to, from, status, body }) => ({ sid, to, from, status: status as string, body })),
    ...calls.map(({ sid, to, from, status }) => ({ sid, to, from, status: status as string, body: null })),
  ]
}

const RANKS: Record<string, number> = Object.fromEntries(
  [['pending'], ['unknown'], ['queued'], ['sending', 'ringing'], ['sent', 'in-progress'], ENDS].flatMap(
    (statuses, rank) => statuses.map((status) => [status, rank]),
  ),
)

/** What was applied to a row, in order, only ever went forward, and the row is where the last of it left it. */
export function expectForwardOnly(row: LedgerRow, timeline: TimelineEvent[]): void {
  const applied = timeline.filter((event) => event.applied && event.status !== null).map((event) => event.status!)
  const ranks = applied.map((status) => RANKS[status]!)
  expect(ranks, `${row.to_number}: ${applied.join(' → ')}`).toEqual(ranks.toSorted((a, b) => a - b))
  expect(applied.filter((status) => ENDS.includes(status)).length, applied.join(' → ')).toBeLessThanOrEqual(1)
  expect(applied.at(-1)).toBe(row.status)
}
