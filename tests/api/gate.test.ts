import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../support/api.ts'
import { readLedger } from '../support/ledger.ts'
import { countRows } from '../support/rows.ts'
import { createTemplate, person, placeCall, sendSms } from '../support/send.ts'
import { HOUR_MS, serverNow, whenQuiet } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let template: number
beforeAll(async () => {
  world = await startWorld()
  template = await createTemplate(world.api, 'Good morning.')
})
afterAll(() => world.stop())

const configure = (settings: object) => world.api('/api/tenant/profile', { method: 'PUT', body: { settings } })
const check = async (to: string, more: object = {}) =>
  (await world.api('/api/communication/check', { body: { to, ...more } })).body.data
const ruleOf = (answer: { rules: { rule: string }[] }, rule: string) => answer.rules.find((one) => one.rule === rule)

/** A refusal says which rule and why, and leaves nothing behind: neither here nor on the network. */
async function expectRefused(send: () => Promise<Answer>, code: string, details: object) {
  const before = countRows(world)
  const [messages, calls] = [await world.sim.messages(), await world.sim.calls()]
  const answer = await send()
  expect(answer.status).toBe(422)
  expect(answer.body.error).toMatchObject({ code, details })
  expect(countRows(world)).toEqual(before)
  expect([(await world.sim.messages()).length, (await world.sim.calls()).length]).toEqual([
    messages.length,
    calls.length,
  ])
}

describe('where it may go', () => {
  it.each([
    ['+442071838750', 'GB'],
    ['+12423221234', 'BS'], // begins like a US number
    ['+80012345678', null], // belongs to no country, so it cannot be on a list of countries
  ])('country of %s is not allowed', async (to, country) => {
    const details = { rule: 'country', country, allowed_countries: ['US', 'CA'] }
    await expectRefused(() => sendSms(world.api, to), 'COUNTRY_NOT_ALLOWED', details)
    await expectRefused(() => placeCall(world.api, to, template), 'COUNTRY_NOT_ALLOWED', details)
    const checked = await check(to)
    expect(checked).toMatchObject({ allowed: false, country })
    expect(ruleOf(checked, 'country')).toMatchObject({
      passed: false,
      code: 'COUNTRY_NOT_ALLOWED',
      evidence: { country },
    })
  })

  it('every_country_is_allowed_once_no_list_is_set', async () => {
    await configure({ allowed_countries: null })
    expect((await sendSms(world.api, '+442071838750')).status).toBe(200)
    await configure({ allowed_countries: ['US', 'CA'] })
  })

  it.each(['+1202555', '+12025550123456', '+99912345'])('%s is a number that nobody can have', async (to) => {
    await expectRefused(() => sendSms(world.api, to), 'VALIDATION_ERROR', { rule: 'number', field: 'to' })
  })

  it('check_gives_every_rule_with_its_evidence_and_sends_nothing', async () => {
    const before = countRows(world)
    const answer = await check(person(1), { network_type: 'call' })
    expect(answer).toMatchObject({ allowed: true, to: person(1), country: 'US' })
    expect(answer.rules.map(({ rule, passed }: { rule: string; passed: boolean }) => [rule, passed])).toEqual(
      ['number', 'country', 'opt_out', 'quiet_hours', 'calls_per_day', 'spend_per_day'].map((rule) => [rule, true]),
    )
    expect(ruleOf(answer, 'calls_per_day')).toMatchObject({
      evidence: { max_calls_per_day: 100, calls_today: 0, timezone: 'America/New_York' },
    })
    expect(countRows(world)).toEqual(before)
  })
})

describe('quiet hours', () => {
  // The recipient's clock counts, not the tenant's in New York.
  const CASES = [
    { to: '+12025550101', zone: 'America/New_York' },
    { to: '+12135550101', zone: 'America/Los_Angeles' },
  ]

  it.each(CASES)('it is quiet in $zone at night and not by day', async ({ to, zone }) => {
    await configure({ quiet_hours: { from: '21:00', to: '08:00' } })
    setLocalTime(zone, 22, 30)
    await expectRefused(() => sendSms(world.api, to), 'QUIET_HOURS', { rule: 'quiet_hours', quiet_in: [zone] })
    setLocalTime(zone, 7, 59)
    await expectRefused(() => placeCall(world.api, to, template), 'QUIET_HOURS', { time_zones: [zone] })
    setLocalTime(zone, 8, 1)
    expect((await sendSms(world.api, to)).status).toBe(200)
    setLocalTime(zone, 20, 59)
    expect(await check(to)).toMatchObject({ allowed: true })
    await configure({ quiet_hours: null })
  })

  it('number_that_may_be_in_several_zones_is_quiet_where_any_of_them_is', async () => {
    await configure({ quiet_hours: { from: '21:00', to: '08:00' } })
    setLocalTime('America/New_York', 9, 0) // six in the morning in California
    const answer = await check('+18005550123') // toll-free: anywhere
    expect(answer.allowed).toBe(false)
    expect(ruleOf(answer, 'quiet_hours')).toMatchObject({ code: 'QUIET_HOURS' })
    await configure({ quiet_hours: null })
  })

  function setLocalTime(timeZone: string, hour: number, minute: number) {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).formatToParts(serverNow(world))
    const [h, m, s] = ['hour', 'minute', 'second'].map((type) =>
      Number(parts.find((part) => part.type === type)!.value),
    )
    const aheadMs = ((hour - h!) * 60 + (minute - m!)) * 60_000 - s! * 1000
    world.moveClock(aheadMs > 0 ? aheadMs : aheadMs + 24 * HOUR_MS)
  }
})

describe('limits of the day', () => {
  it('parallel_calls_with_one_place_left_place_exactly_one', async () => {
    world.moveClock(24 * HOUR_MS)
    await configure({ max_calls_per_day: 3 })
    for (const index of [1, 2]) expect((await placeCall(world.api, person(index), template)).status).toBe(200)
    const before = (await world.sim.calls()).length
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => placeCall(world.api, person(100 + index), template)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { body } of answers.filter(({ status }) => status !== 200)) {
      expect(body.error).toMatchObject({
        code: 'DAILY_LIMIT_REACHED',
        details: { rule: 'calls_per_day', max_calls_per_day: 3, calls_today: 3 },
      })
    }
    expect((await world.sim.calls()).length - before).toBe(1)
    expect((await world.api('/api/tenant/usage')).body.data.today).toMatchObject({ calls: 3, calls_left: 0 })
  })

  it('messages_are_not_limited_by_the_number_of_calls', async () => {
    expect((await sendSms(world.api, person(1))).status).toBe(200)
  })

  it('places_come_back_at_midnight_in_the_tenants_zone', async () => {
    world.moveClock(24 * HOUR_MS)
    expect(await check(person(1), { network_type: 'call' })).toMatchObject({ allowed: true })
    await configure({ max_calls_per_day: 100 })
  })

  it('call_that_twilio_refuses_takes_no_place', async () => {
    world.expectErrors('request_failed')
    world.moveClock(24 * HOUR_MS)
    await configure({ max_calls_per_day: 1 })
    await world.sim.scriptNumber(person(5), { call: { refuse: 21215 } })
    expect((await placeCall(world.api, person(5), template)).status).toBe(502)
    expect((await placeCall(world.api, person(6), template)).status).toBe(200)
    expect((await placeCall(world.api, person(7), template)).status).toBe(422)
    await configure({ max_calls_per_day: 100 })
  })

  it('parallel_messages_never_go_over_the_days_spend', async () => {
    world.moveClock(24 * HOUR_MS)
    await configure({ spend_limit_per_day: 0.05, prices: { sms_segment: 0.01, call_minute: 0.014 } })
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => sendSms(world.api, person(300 + index))))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
    const refused = answers.find(({ status }) => status !== 200)!
    expect(refused.body.error).toMatchObject({
      code: 'DAILY_LIMIT_REACHED',
      details: { rule: 'spend_per_day', spend_limit_per_day: 0.05, spent_today: 0.05, expected_cost: 0.01 },
    })
    expect(await check(person(1), { segments: 3 })).toMatchObject({ allowed: false })
  })

  it('real_price_replaces_the_expected_one', async () => {
    await whenQuiet(world)
    world.moveClock(10_000) // five messages at 0.0079 leave room for one at 0.01
    await whenQuiet(world)
    expect((await world.api('/api/tenant/usage')).body.data.today.spent).toBeCloseTo(0.0395, 6)
    expect((await sendSms(world.api, person(1))).status).toBe(200)
    await configure({ spend_limit_per_day: null })
  })

  it('every_refusal_above_left_no_row', async () => {
    const rows = await readLedger(world.api)
    expect(rows.every(({ twilio_sid: sid, error_code: code }) => sid !== null || code === 21215)).toBe(true)
  })
})
