import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readLedger } from '../support/ledger.ts'
import { startPhones, type Phone, type Phones, type Talk } from '../support/phone.ts'
import { person } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let phones: Phones
let phone: Phone
beforeAll(async () => {
  world = await startWorld()
  phones = await startPhones(world)
  phone = await phones.newPhone()
})
afterEach(() => world.sim.clearFaults())
afterAll(() => world.stop())

const rowsOf = (to: string) => readLedger(world.api, `number=${encodeURIComponent(to)}`)
const running = ({ id }: Talk) => phone.calling((call) => call.id === id)
const transfer = ({ id }: Talk, to: string, kind: string) => phone.post(`${id}/transfer`, { to, kind })
const hears = (call: Talk) => phones.room(call).then((all) => all.find(({ callSid }) => callSid === call.other)?.held)
const end = async (call: Talk) => {
  await world.sim.hangup(call.other)
  await phones.over(call.own)
}

describe('whoever wants to hand a call over', () => {
  it.each(['warm', 'cold'])('keeps_it_where_twilio_refuses_the_number_%s', async (kind) => {
    const to = person(kind === 'warm' ? 1 : 2)
    await world.sim.scriptNumber(to, { call: { refuse: 21211 } })
    const call = await phone.talk(person(3))
    world.expectErrors('request_failed')
    await world.sim.addFault({ kind: 'slow', operation: 'participants.update', ms: 1_500 })
    expect((await transfer(call, to, kind)).status).toBe(502)
    const { on_hold: onHold, transfer: left } = await running(call)
    expect([left, await hears(call)]).toEqual([null, onHold])
    expect(await phones.room(call)).toHaveLength(2)
    await end(call)
  })

  it('stays_where_it_is_not_certain_that_anybody_is_called', async () => {
    const call = await phone.talk(person(4))
    await world.sim.addFault({ kind: 'error-before', operation: 'calls.create', to: person(5), count: 1 })
    const begun = (await transfer(call, person(5), 'cold')).body.data
    expect(begun).toMatchObject({ on_hold: true, transfer: { kind: 'cold', status: 'unknown' } })
    expect(await phones.room(call)).toHaveLength(2)
    expect((await phone.post(`${call.id}/transfer/cancel`)).body.data).toMatchObject({ transfer: null })
    expect((await phone.post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    await end(call)
  })

  it('leaves_when_it_becomes_certain', async () => {
    const call = await phone.talk(person(6))
    await world.sim.addFault({ kind: 'error-after', operation: 'calls.create', to: person(7), count: 1 })
    await transfer(call, person(7), 'cold')
    await phones.over(call.own)
    await phones.told(call.id, 'transferred')
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    await world.sim.hangup(call.other)
    await phones.gathered(call, 0)
  })

  it('is_not_answered_before_somebody_else_has_it', async () => {
    const call = await phone.talk(person(8))
    await world.sim.addFault({ kind: 'timeout-after', operation: 'calls.create', to: person(9), count: 1 })
    expect((await transfer(call, person(9), 'cold')).status).toBe(200)
    const [row] = await rowsOf(person(9))
    expect((await phones.leg(row!.twilio_sid!)).status).toBe('in-progress')
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    await world.sim.hangup(call.other)
    await phones.gathered(call, 0)
  })

  it('calls_nobody_any_more_once_it_is_taken_back', async () => {
    const call = await phone.talk(person(10))
    await world.sim.addFault({ kind: 'slow', operation: 'participants.update', count: 1, ms: 2_000 })
    const asked = transfer(call, person(11), 'warm')
    await phones.told(call.id, 'transfer-begun')
    expect((await phone.post(`${call.id}/transfer/cancel`)).status).toBe(200)
    expect((await asked).status).toBe(409)
    expect(await rowsOf(person(11))).toEqual([])
    const now = await running(call)
    expect([now.transfer, await hears(call)]).toEqual([null, now.on_hold])
    await end(call)
  })

  it('is_out_although_the_answer_to_that_was_lost', async () => {
    await world.sim.scriptNumber(person(13), { call: { outcome: 'ring' } })
    const call = await phone.talk(person(12))
    await world.sim.addFault({ kind: 'reset-after', operation: 'participants.delete', count: 1 })
    expect((await transfer(call, person(13), 'cold')).status).toBe(200)
    await phones.over(call.own)
    const third = await phone.target(call.id, 'ringing')
    await world.sim.answer(third)
    await phones.told(call.id, 'transferred')
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    await world.sim.hangup(third)
    await phones.over(call.other)
  })

  it('is_out_although_the_server_died_before', async () => {
    await world.sim.scriptNumber(person(15), { call: { outcome: 'ring' } })
    const call = await phone.talk(person(14))
    await phone.post(`${call.id}/hold`)
    await world.sim.addFault({ kind: 'slow', operation: 'participants.update', count: 1, ms: 3_000 })
    const asked = transfer(call, person(15), 'cold').catch(() => null)
    await phones.told(call.id, 'transfer-left')
    await world.restart('kill')
    await asked
    await phones.over(call.own)
    await world.sim.answer((await rowsOf(person(15)))[0]!.twilio_sid!)
    await phones.told(call.id, 'transferred')
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    await world.sim.hangup(call.other)
    await phones.gathered(call, 0)
  })

  it('has_handed_it_over_although_twilio_failed_at_first', async () => {
    const call = await phone.talk(person(16))
    await transfer(call, person(17), 'warm')
    const third = await phone.target(call.id, 'in-progress')
    await phones.gathered(call, 3)
    await world.sim.addFault({ kind: 'error-before', operation: 'participants.update', count: 1 })
    expect((await phone.post(`${call.id}/transfer/complete`)).status).toBe(200)
    await phones.told(call.id, 'transferred')
    await phones.over(call.own)
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    await world.sim.hangup(third)
    await phones.over(call.other)
  })
})

describe('the other side of a call that was left', () => {
  it('is_told_that_nobody_took_it_although_twilio_failed_at_first', async () => {
    await world.sim.scriptNumber(person(21), { call: { outcome: 'ring' } })
    const call = await phone.talk(person(20))
    await transfer(call, person(21), 'cold')
    await phones.over(call.own)
    const third = await phone.target(call.id, 'ringing')
    world.expectErrors('job_failed')
    await world.sim.addFault({ kind: 'error-before', operation: 'calls.update', count: 1 })
    await world.sim.hangup(third)
    await phones.over(call.other)
    const said = await phones.heardBy(call.other, 'say')
    expect(said).toMatchObject([{ text: 'Sorry, nobody could take your call. Goodbye.' }])
  })

  it('is_told_so_when_who_answered_hung_up_at_once', async () => {
    const call = await phone.talk(person(22))
    await world.sim.scriptNumber(person(23), { call: { outcome: 'ring' } })
    await transfer(call, person(23), 'cold')
    await phones.over(call.own)
    const third = await phone.target(call.id, 'ringing')
    await world.sim.answer(third)
    await world.sim.hangup(third)
    await phones.over(call.other)
    expect(await phones.typesOf(call.id)).not.toContain('transferred')
    expect(await phones.heardBy(call.other, 'say')).toHaveLength(1)
  })
})

describe('a colleague who is rung', () => {
  it('is_not_hung_up_on_again_and_again_when_the_last_report_was_lost', async () => {
    const silent = await phones.newPhone()
    const to = `client:${silent.identity}`
    await world.sim.scriptNumber(to, { call: { outcome: 'ring' } })
    const call = await phone.talk(person(30))
    await phone.post(`${call.id}/transfer`, { user_id: silent.userId, kind: 'warm' })
    const third = await phone.target(call.id, 'ringing')
    await world.sim.addFault({ kind: 'lost', to, operation: 'call.status' })
    await world.sim.hangup(third)
    await end(call)
    await phones.told(call.id, 'transfer-ended')
    const asked = await world.sim.requests()
    const ends = asked.filter(({ operation, path }) => operation === 'calls.update' && path.includes(third))
    expect(ends).toHaveLength(1)
  })

  it('takes_it_cold_although_the_answer_to_our_call_was_lost', async () => {
    const colleague = await phones.newPhone()
    const call = await phone.talk(person(31))
    await world.sim.addFault({ kind: 'error-after', operation: 'calls.create', count: 1 })
    await phone.post(`${call.id}/transfer`, { user_id: colleague.userId, kind: 'cold' })
    const theirs = await colleague.calling(({ id }) => id === call.id)
    await phones.over(call.own)
    await eventually(
      () => hears(call),
      (held) => held === false,
    )
    await end({ ...call, own: theirs.call_sid })
  })
})
