import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readLedger } from '../support/ledger.ts'
import { findOwnNumber, routeNumber } from '../support/numbers.ts'
import { startPhones, type Phone, type Phones } from '../support/phone.ts'
import { person } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const voicemail = { type: 'voicemail', greeting: 'Leave a word.', max_seconds: 30 }

let world: World
let phones: Phones
let phone: Phone
beforeAll(async () => {
  world = await startWorld()
  phones = await startPhones(world)
  phone = await phones.newPhone()
})
afterAll(() => world.stop())

const rowOf = async (from: string) =>
  (await readLedger(world.api, `number=${encodeURIComponent(from)}`)).find(({ direction }) => direction === 'inbound')!
const resultOf = (from: string) =>
  eventually(
    async () => (await rowOf(from)) as unknown as { status: string; inbound_result: string },
    ({ status }) => status === 'completed',
  )

describe('a call that came in and was answered in a browser', () => {
  it('is_held_resumed_and_ended_as_one_that_went_out', async () => {
    const call = await phone.answer(person(1), voicemail)
    expect((await phone.post(`${call.id}/hold`)).body.data).toMatchObject({ on_hold: true })
    await eventually(
      () => phones.heardBy(call.other, 'hold'),
      (heard) => heard.length === 1,
    )
    expect(await phones.room(call)).toEqual(
      expect.arrayContaining([
        { callSid: call.other, held: true },
        { callSid: call.own, held: false },
      ]),
    )
    expect((await phone.post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false, call_sid: call.own })
    await world.sim.hangup(call.own)
    await phones.over(call.other)
    // No voicemail after a conference.
    expect(await phones.heardBy(call.other, 'record')).toEqual([])
    expect(await phones.heardBy(call.other, 'say')).toEqual([])
    expect(await resultOf(person(1))).toMatchObject({ inbound_result: 'answered' })
    expect(await phone.running()).toEqual([])
  })

  it('ends_for_the_browser_when_the_caller_hangs_up_on_hold', async () => {
    const call = await phone.answer(person(2), voicemail)
    await phone.post(`${call.id}/hold`)
    await world.sim.hangup(call.other)
    await phones.over(call.own)
    expect(await resultOf(person(2))).toMatchObject({ inbound_result: 'answered' })
  })

  it('is_handed_over_warm_to_a_number', async () => {
    const call = await phone.answer(person(3), voicemail)
    await phone.post(`${call.id}/transfer`, { to: person(4), kind: 'warm' })
    const third = await phone.target(call.id, 'in-progress')
    await phones.gathered(call, 3)
    expect(await phones.leg(third)).toMatchObject({ from: ACME.from, to: person(4) })
    expect((await phone.post(`${call.id}/transfer/complete`)).status).toBe(200)
    await phones.over(call.own)
    expect((await phones.gathered(call, 2)).every(({ held }) => !held)).toBe(true)
    await world.sim.hangup(third)
    await phones.over(call.other)
    expect(await resultOf(person(3))).toMatchObject({ inbound_result: 'answered' })
  })

  it('is_handed_over_cold_to_a_number', async () => {
    const call = await phone.answer(person(5), voicemail)
    await phone.post(`${call.id}/transfer`, { to: person(6), kind: 'cold' })
    await phones.over(call.own)
    await phones.told(call.id, 'transferred')
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    await world.sim.hangup(call.other)
    await phones.gathered(call, 0)
    expect(await phones.heardBy(call.other, 'record')).toEqual([])
  })

  it('goes_on_when_it_could_not_be_held', async () => {
    const call = await phone.answer(person(7), voicemail)
    world.expectErrors('request_failed')
    await world.sim.addFault({ kind: 'error-before', operation: 'calls.update', count: 1 })
    expect((await phone.post(`${call.id}/hold`)).status).toBe(502)
    expect((await phones.leg(call.other)).status).toBe('in-progress')
    await world.sim.hangup(call.own)
    await phones.over(call.other)
    expect(await phones.heardBy(call.other, 'record')).toEqual([])
    expect(await phones.room(call)).toEqual([])
  })

  it('tells_the_browser_who_calls_and_which_number', async () => {
    const { id } = await findOwnNumber(world.api)
    await world.api(`/api/phone-numbers/${id}`, { method: 'PUT', body: { label: 'Sales & Söhne' } })
    const call = await phone.answer(person(8))
    const told = { from: person(8), called: ACME.from, label: 'Sales & Söhne' }
    expect((await phones.leg(call.own)).parameters).toEqual(told)
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })

  it('is_the_first_ones_who_answers_and_nobody_elses', async () => {
    const other = await phones.newPhone()
    await world.sim.scriptNumber(`client:${other.identity}`, { call: { outcome: 'ring' } })
    const to = [{ user_id: other.userId }, { user_id: phone.userId }]
    const open = { type: 'forward', to, ring_seconds: 20, fallback: voicemail }
    await routeNumber(world.api, { voice_routing: { hours: null, open, closed: null } })
    const { sid } = await world.sim.inboundCall({ from: person(9), to: ACME.from })
    const call = await phone.calling((each) => each.peer_number === person(9))
    expect(await other.running()).toEqual([])
    for (const as of [other.api, world.api]) expect((await phone.post(`${call.id}/hold`, {}, as)).status).toBe(404)
    await world.sim.hangup(sid)
    await eventually(phone.running, (calls) => calls.length === 0)
  })

  it('is_recorded_on_after_a_hold_where_the_tenant_records', async () => {
    const settings = (changes: object) =>
      world.api('/api/tenant/profile', { method: 'PUT', body: { settings: changes } })
    await settings({ auto_record_calls: true })
    const call = await phone.answer(person(30), voicemail)
    await phone.post(`${call.id}/hold`)
    await phone.post(`${call.id}/resume`)
    await world.sim.hangup(call.own)
    await phones.over(call.other)
    const { data } = await eventually(
      async () => (await world.api(`/api/recordings?communication_id=${call.id}`)).body,
      ({ data }) => data.length === 2,
    )
    await settings({ auto_record_calls: false })
    expect(data.map(({ source }: { source: string }) => source).sort()).toEqual(['call', 'conference'])
  })
})
