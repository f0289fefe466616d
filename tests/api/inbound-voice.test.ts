import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readLedger, readTimeline } from '../support/ledger.ts'
import { connectNumbers, routeNumber } from '../support/numbers.ts'
import { createTemplate, person } from '../support/send.ts'
import { whileSuspended } from '../support/suspend.ts'
import { passTime, serverNow } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const ALWAYS = { timezone: 'UTC', days: Object.fromEntries(WEEK.map((day) => [day, [{ from: '00:00', to: '00:00' }]])) }
const NEVER = { timezone: 'UTC', days: {} }
const voicemail = { type: 'voicemail', greeting: 'Leave a word <please>.', max_seconds: 30 }
const hangUp = { type: 'hang_up', message: 'We are closed.' }
const forwardTo = (numbers: string[], more: object = {}) => ({
  type: 'forward',
  to: numbers.map((number) => ({ number })),
  ring_seconds: 10,
  fallback: hangUp,
  ...more,
})

let world: World
let callers = 100
beforeAll(async () => {
  world = await startWorld()
  await connectNumbers(world, ACME, [ACME.from])
})
afterAll(() => world.stop())
beforeEach(() => world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { auto_record_calls: false } } }))

/** Somebody calls; what they heard, and what the ledger says of it when it is over. */
async function callIn(routing: object | null) {
  await routeNumber(world.api, { voice_routing: routing })
  const from = person((callers += 1))
  const { sid } = await world.sim.inboundCall({ from, to: ACME.from, attended: false })
  await passTime(world, 60_000)
  const [call] = await world.sim.calls({ sid })
  const [row] = await readLedger(world.api, `number=${encodeURIComponent(from)}`)
  const events = await readTimeline(world.api, row!.id)
  return { call: call!, from, row: row! as typeof row & { inbound_result: string }, events, heard: call!.heard }
}
const open = (target: object) => ({ hours: null, open: target, closed: null })
const kinds = (events: { type: string }[]) => events.map(({ type }) => type)

describe('a call that comes in', () => {
  it('hears_a_voice_message_with_empty_variables', async () => {
    const id = await createTemplate(world.api, 'Hello {name}, we moved.')
    const { heard, row, events } = await callIn(open({ type: 'voice_message', voice_message_id: id }))
    expect(heard).toMatchObject([{ kind: 'say', text: 'Hello , we moved.' }, { kind: 'hangup' }])
    expect(row).toMatchObject({ status: 'completed', voice_message_id: id, inbound_result: 'message' })
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'routed', details: expect.objectContaining({ target: 'voice_message' }) }),
    )
  })

  it('is_forwarded_to_whoever_answers_first', async () => {
    const [slow, quick] = [person(10), person(11)]
    await world.sim.scriptNumber(slow, { call: { outcome: 'answer', answerAfterMs: 8_000 } })
    await world.sim.scriptNumber(quick, { call: { outcome: 'answer', answerAfterMs: 3_000 } })
    const { call, heard, row, events, from } = await callIn(open(forwardTo([slow, quick])))
    expect(heard).toMatchObject([{ kind: 'dial', target: quick, status: 'completed' }, { kind: 'hangup' }])
    const legs = await world.sim.calls({ parentCallSid: call.sid })
    expect(legs).toMatchObject([
      { to: slow, from, status: 'canceled' },
      { to: quick, from, status: 'completed' },
    ])
    expect(row).toMatchObject({ inbound_result: 'answered', status: 'completed' })
    expect(kinds(events)).toEqual(expect.arrayContaining(['routed', 'leg', 'dialed']))
    expect(events.filter(({ type, details }) => type === 'leg' && details.leg_status === 'completed')).toHaveLength(1)
  })

  it('goes_from_one_to_the_next_in_turn_and_shows_the_number_that_was_called', async () => {
    const [first, second] = [person(12), person(13)]
    await world.sim.scriptNumber(first, { call: { outcome: 'no-answer' } })
    await world.sim.scriptNumber(second, { call: { outcome: 'answer' } })
    const target = forwardTo([first, second], { strategy: 'in_turn', show: 'called_number' })
    const { call, row } = await callIn(open(target))
    expect(await world.sim.calls({ parentCallSid: call.sid })).toMatchObject([
      { to: first, from: ACME.from, status: 'no-answer' },
      { to: second, from: ACME.from, status: 'completed' },
    ])
    expect(row.inbound_result).toBe('answered')
  })

  it('that_nobody_takes_falls_back_to_voicemail', async () => {
    await world.sim.scriptNumber(person(14), { call: { outcome: 'busy' } })
    const { heard, row, events } = await callIn(open(forwardTo([person(14)], { fallback: voicemail })))
    expect(heard).toMatchObject([
      { kind: 'dial', status: 'busy' },
      { kind: 'say', text: 'Leave a word <please>.' },
      { kind: 'record' },
      { kind: 'hangup' },
    ])
    expect(row).toMatchObject({ inbound_result: 'voicemail', status: 'completed' })
    expect(kinds(events)).toContain('recorded')
  })

  it('that_nobody_takes_is_missed_where_the_fallback_only_says_so', async () => {
    await world.sim.scriptNumber(person(15), { call: { outcome: 'no-answer' } })
    const { heard, row } = await callIn(open(forwardTo([person(15)])))
    expect(heard).toMatchObject([{ kind: 'dial' }, { kind: 'say', text: 'We are closed.' }, { kind: 'hangup' }])
    expect(row.inbound_result).toBe('missed')
  })

  it.each([
    ['open', ALWAYS, 'We are here.'],
    ['closed', NEVER, 'We are closed.'],
  ])('goes_by_the_hours_when %s', async (hours, given, words) => {
    const { heard, events } = await callIn({
      hours: given,
      open: { ...hangUp, message: 'We are here.' },
      closed: hangUp,
    })
    expect(heard).toMatchObject([{ kind: 'say', text: words }, { kind: 'hangup' }])
    expect(events.find(({ type }) => type === 'routed')!.details).toMatchObject({ hours })
  })

  it('keeps_the_fallback_of_the_hours_by_which_it_came', async () => {
    await world.sim.scriptNumber(person(16), { call: { outcome: 'busy' } })
    const closed = forwardTo([person(16)], { fallback: { ...hangUp, message: 'At night nobody answers.' } })
    const { heard } = await callIn({ hours: NEVER, open: forwardTo([person(16)]), closed })
    expect(heard).toMatchObject([{ kind: 'dial' }, { text: 'At night nobody answers.' }, { kind: 'hangup' }])
  })

  it('is_announced_and_recorded_where_the_tenant_records_calls', async () => {
    const settings = { auto_record_calls: true, recording_announcement: 'This call is recorded.' }
    await world.api('/api/tenant/profile', { method: 'PUT', body: { settings } })
    await world.sim.scriptNumber(person(17), { call: { outcome: 'answer' } })
    const { heard, events } = await callIn(open(forwardTo([person(17)])))
    expect(heard).toMatchObject([{ kind: 'say', text: 'This call is recorded.' }, { kind: 'dial' }, { kind: 'hangup' }])
    expect(kinds(events)).toContain('recorded')
  })

  it('hears_a_polite_end_where_its_message_is_gone', async () => {
    const id = await createTemplate(world.api, 'Soon gone.')
    await routeNumber(world.api, { voice_routing: open({ type: 'voice_message', voice_message_id: id }) })
    await world.api(`/api/voice-messages/${id}`, { method: 'DELETE' })
    const { sid } = await world.sim.inboundCall({ from: person((callers += 1)), to: ACME.from, attended: false })
    await passTime(world, 60_000)
    const [call] = await world.sim.calls({ sid })
    expect(call!.heard).toMatchObject([{ kind: 'say' }, { kind: 'hangup' }])
    expect(call!.errors).toEqual([])
  })

  it('rings_the_browser_of_a_person_and_nobody_who_has_left', async () => {
    const { body } = await world.api('/api/users', {
      body: { username: `ring${serverNow(world).getTime()}`, display_name: 'Ring', permissions: [] },
    })
    const user = body.data.user ?? body.data
    const target = { ...forwardTo([]), to: [{ user_id: user.id }] }
    const { call } = await callIn(open(target))
    const [leg] = await world.sim.calls({ parentCallSid: call.sid })
    expect(leg).toMatchObject({ to: `client:u${user.id}_acme_corp` })
    await world.api(`/api/users/${user.id}`, { method: 'DELETE' })
    const { sid } = await world.sim.inboundCall({ from: person((callers += 1)), to: ACME.from, attended: false })
    await passTime(world, 60_000)
    expect(await world.sim.calls({ parentCallSid: sid })).toEqual([])
    expect((await world.sim.calls({ sid }))[0]!.heard).toMatchObject([{ text: 'We are closed.' }, { kind: 'hangup' }])
  })
})

describe('a forward', () => {
  const profile = (settings: object) => world.api('/api/tenant/profile', { method: 'PUT', body: { settings } })

  it('leaves_out_who_has_opted_out_since', async () => {
    const [gone, there] = [person(50), person(51)]
    await world.sim.scriptNumber(there, { call: { outcome: 'answer' } })
    await routeNumber(world.api, { voice_routing: open(forwardTo([gone, there])) })
    await world.api('/api/opt-outs', { body: { phone_number: gone } })
    const { call } = await callIn(open(forwardTo([gone, there])))
    expect(await world.sim.calls({ parentCallSid: call.sid })).toMatchObject([{ to: there }])
  })

  it('rings_nobody_in_a_country_that_is_not_allowed_any_more_and_falls_back', async () => {
    await routeNumber(world.api, { voice_routing: open(forwardTo([person(52)])) })
    const { allowed_countries: before } = (await world.api('/api/tenant/profile')).body.data.settings
    await profile({ allowed_countries: ['GB'] })
    const { sid } = await world.sim.inboundCall({ from: person((callers += 1)), to: ACME.from, attended: false })
    await passTime(world, 60_000)
    await profile({ allowed_countries: before })
    expect(await world.sim.calls({ parentCallSid: sid })).toEqual([])
    expect((await world.sim.calls({ sid }))[0]!.heard).toMatchObject([{ text: 'We are closed.' }, { kind: 'hangup' }])
  })

  it('goes_on_in_quiet_hours_as_its_routing_says', async () => {
    await world.sim.scriptNumber(person(53), { call: { outcome: 'answer' } })
    await profile({ quiet_hours: { from: '00:00', to: '23:59' } })
    const { heard } = await callIn(open(forwardTo([person(53)])))
    await profile({ quiet_hours: null })
    expect(heard).toMatchObject([{ kind: 'dial', target: person(53) }, { kind: 'hangup' }])
  })
})

describe('a suspended tenant', () => {
  it('takes_no_calls', async () => {
    await routeNumber(world.api, { voice_routing: open(forwardTo([person(60)])) })
    const from = person((callers += 1))
    await whileSuspended(world, ACME.id, async () => {
      const { sid } = await world.sim.inboundCall({ from, to: ACME.from, attended: false })
      await passTime(world, 60_000)
      expect(await world.sim.calls({ parentCallSid: sid })).toEqual([])
      // Unanswered, and with that for nothing: a sentence would cost a minute.
      expect((await world.sim.calls({ sid }))[0]).toMatchObject({ status: 'busy' })
    })
    const [row] = await readLedger(world.api, `number=${encodeURIComponent(from)}`)
    expect(row).toMatchObject({ status: 'busy', inbound_result: 'missed' })
  })

  it('does_nothing_more_for_a_call_that_nobody_took', async () => {
    await world.sim.scriptNumber(person(61), { call: { outcome: 'no-answer' } })
    await routeNumber(world.api, { voice_routing: open(forwardTo([person(61)], { fallback: voicemail })) })
    const { sid } = await world.sim.inboundCall({ from: person((callers += 1)), to: ACME.from, attended: false })
    await eventually(
      () => world.sim.calls({ parentCallSid: sid }),
      (legs) => legs.length > 0,
    )
    await whileSuspended(world, ACME.id, () => passTime(world, 60_000))
    const [call] = await world.sim.calls({ sid })
    expect(call!.heard.map(({ kind }) => kind)).toEqual(['dial', 'say', 'hangup'])
  })
})

describe('missed calls', () => {
  const unread = async () => (await world.api('/api/unread')).body.data

  it('are_counted_until_they_are_seen', async () => {
    await world.api('/api/missed-calls/seen', { body: {} })
    expect(await unread()).toMatchObject({ missed_calls: 0 })
    await callIn(open(voicemail))
    await callIn(null)
    await callIn(open(hangUp))
    expect(await unread()).toMatchObject({ missed_calls: 2 })
    const missed = (await world.api('/api/communication/history?missed=true')).body.data
    expect(new Set(missed.map((row: any) => row.inbound_result))).toEqual(new Set(['missed', 'voicemail']))
    expect((await world.api('/api/missed-calls/seen', { body: {} })).body.data).toEqual({ seen: 2 })
    expect(await unread()).toMatchObject({ missed_calls: 0 })
  })
})

describe('a routing that leads nowhere is refused', () => {
  it.each([
    [
      'a message that is not there',
      open({ type: 'voice_message', voice_message_id: 9_999 }),
      'voice_routing.open.voice_message_id',
    ],
    ['a person who is not there', open({ ...forwardTo([]), to: [{ user_id: 9_999 }] }), 'voice_routing.open.to.0'],
    ['a number that nobody can have', open(forwardTo(['+19'])), 'voice_routing.open.to.0'],
    ['a number of its own', open(forwardTo([ACME.from])), 'voice_routing.open.to.0'],
    ['a country that is not allowed', open(forwardTo(['+4930901820'])), 'voice_routing.open.to.0'],
    [
      'a fallback to nothing',
      open(forwardTo([person(1)], { fallback: { type: 'voice_message', voice_message_id: 9_999 } })),
      'voice_routing.open.fallback.voice_message_id',
    ],
  ])('%s', async (_name, routing, field) => {
    await expect(routeNumber(world.api, { voice_routing: routing })).rejects.toThrow(`"field":"${field}"`)
  })
})
