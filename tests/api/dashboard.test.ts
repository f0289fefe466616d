import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureKindOf } from '#shared/communication/failure-kinds'
import { seedHistory, type SeedRow } from '../support/seed-history.ts'
import { serverNow } from '../support/time.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
/** Nine days after the clocks of New York went forward, on the 14th at 7:00 UTC. */
const NOW = Date.parse('2027-03-23T16:00:00Z')

const failed = (created_at: string, error_code: number | null, more: Partial<SeedRow> = {}): SeedRow => ({
  created_at,
  status: 'failed',
  error_code,
  cost_amount: null,
  ...more,
})
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

beforeAll(async () => {
  world = await startWorld()
  world.moveClock(NOW - serverNow(world).getTime())
  await seedHistory(world, [
    { created_at: '2027-03-14T04:59:59.999Z' }, // 23:59 on the 13th
    { created_at: '2027-03-14T05:00:00.000Z', network_type: 'call', status: 'completed' },
    { created_at: '2027-03-15T03:59:59.999Z', status: 'queued' }, // 23:59 on the 14th, an hour ahead by now
    { created_at: '2027-03-15T04:00:00.000Z', network_type: 'call', status: 'busy' },
    { created_at: '2027-03-23T15:00:00.000Z', cost_amount: 1_000_000 },
    { created_at: '2027-03-23T15:00:00.000Z', cost_amount: 5_000_000, cost_currency: 'EUR' },
    { created_at: '2027-03-23T15:00:00.000Z', is_test: 1 },
    { created_at: '2027-03-23T15:00:00.000Z', direction: 'inbound', status: 'received' },
    { created_at: '2027-03-01T04:59:00.000Z', cost_amount: 250_000 }, // still February in New York
    { created_at: '2027-02-01T05:00:00.000Z', cost_amount: 500_000 },
    { created_at: '2027-02-01T04:59:00.000Z', cost_amount: 9_000_000 }, // January
    ...times(3, () => failed('2027-03-20T10:00:00.000Z', 30003)),
    ...times(2, () => failed('2027-03-21T10:00:00.000Z', 99999, { error_message: "Twilio's own words" })),
    failed('2027-03-22T10:00:00.000Z', null, { error_message: 'NOT_ACCEPTED' }),
    failed('2027-03-22T11:00:00.000Z', null, { error_message: 'Twilio could not be reached: ECONNREFUSED' }),
    failed('2027-03-22T12:00:00.000Z', null, { network_type: 'call', status: 'no-answer' }),
    failed('2027-03-22T09:00:00.000Z', null, { network_type: 'call', status: 'busy' }),
    failed('2027-03-22T13:00:00.000Z', null, { status: 'canceled' }),
    failed('2027-03-10T12:00:00.000Z', 21610),
    { tenant_id: GLOBEX.id, created_at: '2027-03-23T15:00:00.000Z', cost_amount: 7_000_000 },
  ])
})
afterAll(() => world.stop())

const isNameless = (row: { status: string; error_code: number | null }) =>
  row.error_code === null && row.status !== 'canceled'
const dashboard = async (query = '', key?: string) =>
  (await world.api(`/api/analytics/dashboard${query}`, key ? { key } : {})).body.data

describe('days', () => {
  it('are_the_tenants_also_where_the_clocks_change', async () => {
    const { days, timezone, period } = await dashboard('?period=30d')
    expect([timezone, period, days.length]).toEqual(['America/New_York', '30d', 30])
    expect([days[0].date, days.at(-1).date]).toEqual(['2027-02-22', '2027-03-23'])
    const of = (date: string) => days.find((day: { date: string }) => day.date === date)
    const none = { success: 0, failed: 0, pending: 0 }
    expect(of('2027-03-13')).toEqual({ date: '2027-03-13', calls: none, messages: { ...none, success: 1 } })
    expect(of('2027-03-14')).toEqual({
      date: '2027-03-14',
      calls: { ...none, success: 1 },
      messages: { ...none, pending: 1 },
    })
    expect(of('2027-03-15')).toEqual({ date: '2027-03-15', calls: { ...none, failed: 1 }, messages: none })
    expect(of('2027-03-16')).toEqual({ date: '2027-03-16', calls: none, messages: none })
  })

  it('add_up_to_the_totals_without_sandbox_and_other_tenants', async () => {
    const { days, totals } = await dashboard()
    expect(days).toHaveLength(7)
    expect(totals).toEqual({
      calls: { success: 0, failed: 2, pending: 0 },
      messages: { success: 2, failed: 8, pending: 0 },
      inbound: 1,
    })
    expect((await dashboard('?period=90d')).days).toHaveLength(90)
    expect((await dashboard('', GLOBEX.key)).totals.messages).toEqual({ success: 1, failed: 0, pending: 0 })
  })

  it('other_periods_are_refused', async () => {
    const { status, body } = await world.api('/api/analytics/dashboard?period=8d')
    expect([status, body.error.details.field]).toEqual([422, 'period'])
  })
})

it('cost_is_of_the_tenants_months_and_currency', async () => {
  const { cost, currency } = await dashboard()
  expect(currency).toBe('USD')
  const march = 5 * 0.0083 + 1 // four rows of the middle of the month, one that came in (free), and today's
  expect(cost).toEqual({
    month: expect.closeTo(march - 0.0083, 6),
    month_to: '2027-03-23',
    previous_month: 0.75,
    today: 1,
  })
  expect((await dashboard('', GLOBEX.key)).cost).toMatchObject({ month: 7, previous_month: null, today: 7 })
})

it('failures_of_the_week_are_named_the_most_frequent_first', async () => {
  const { attention } = await dashboard()
  expect(attention).toHaveLength(5)
  expect(attention[0]).toEqual({
    key: 'twilio-30003',
    error_code: 30003,
    said: null,
    url: 'https://www.twilio.com/docs/api/errors/30003',
    count: 3,
    last_at: '2027-03-20T10:00:00.000Z',
    example_id: expect.any(Number),
  })
  expect(attention[1]).toMatchObject({
    key: 'twilio-99999',
    said: "Twilio's own words",
    count: 2,
  })
  const keys = attention.slice(2).map(({ key }: { key: string }) => key)
  expect(keys).toEqual(['busy', 'no-answer', 'unreachable']) // of those that came once, the newest rows
  const example = await world.api(`/api/communication/${attention[0].example_id}/timeline`)
  expect(example.body.data.communication.error_code).toBe(30003)
})

it('each_failure_is_found_by_its_name_and_nothing_else_is', async () => {
  const found = async (failure: string, key?: string) =>
    (await world.api(`/api/communication/history?failure=${failure}`, key ? { key } : {})).body
  const { attention } = await dashboard()
  for (const { key, count, example_id: newest } of attention) {
    const { data } = await found(key)
    expect([key, data.length, data[0].id]).toEqual([key, key === 'busy' ? 2 : count, newest]) // one is of last week
  }
  expect((await found('not-accepted')).data).toMatchObject([{ error_message: 'NOT_ACCEPTED' }])
  expect((await found('failed')).data, 'others have a code or a better name').toEqual([])
  expect((await found('twilio-21610')).data).toHaveLength(1)
  expect((await found('twilio-30003', GLOBEX.key)).data).toEqual([])
  const { data: failures } = (await world.api('/api/communication/history?outcome=failed&per_page=100')).body
  for (const { id, status, error_message: message } of failures.filter(isNameless)) {
    expect((await found(failureKindOf(status, message))).data).toContainEqual(expect.objectContaining({ id }))
  }
  expect((await found('canceled')).error.details.field).toBe('failure')
})

it('ten_thousand_rows_are_summed_up_by_the_index_in_a_moment', async () => {
  const minute = 60_000
  await seedHistory(
    world,
    times(10_000, (index) => ({
      tenant_id: GLOBEX.id,
      created_at: new Date(NOW - index * 12 * minute).toISOString(),
      network_type: index % 3 === 0 ? ('call' as const) : ('sms' as const),
      status: index % 10 === 0 ? 'failed' : index % 3 === 0 ? 'completed' : 'delivered',
      error_code: index % 10 === 0 ? 30003 + (index % 6) : null,
    })),
  )
  const durations: number[] = []
  for (let run = 0; run < 5; run++) {
    const begun = performance.now()
    const { totals } = await dashboard('?period=90d', GLOBEX.key)
    durations.push(performance.now() - begun)
    expect(totals.calls.success + totals.calls.failed + totals.messages.success + totals.messages.failed).toBe(10_001)
  }
  expect(Math.min(...durations)).toBeLessThan(250)
})
