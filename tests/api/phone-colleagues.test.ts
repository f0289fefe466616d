import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readLedger } from '../support/ledger.ts'
import { startPhones, type Phone, type Phones, type Talk } from '../support/phone.ts'
import { peopleOf } from '../support/people.ts'
import { person } from '../support/send.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
let phones: Phones
let phone: Phone
let colleague: Phone
const { put, remove } = peopleOf(() => world)
beforeAll(async () => {
  world = await startWorld()
  phones = await startPhones(world)
  phone = await phones.newPhone()
  colleague = await phones.newPhone()
})
afterAll(() => world.stop())

const to = (kind: 'warm' | 'cold', person = colleague) => ({ user_id: person.userId, kind })
const end = async ({ own, other }: Talk) => {
  await world.sim.hangup(other)
  await phones.over(own)
}

/** Warm, to its end. @returns the call as the colleague has it */
async function handOver(call: Talk): Promise<Talk> {
  await phone.post(`${call.id}/transfer`, to('warm'))
  const own = await phone.target(call.id, 'in-progress')
  await phones.gathered(call, 3)
  expect((await phone.post(`${call.id}/transfer/complete`)).status).toBe(200)
  await phones.over(call.own)
  return { ...call, own }
}

describe('a call that is handed over to a colleague', () => {
  it('warm_is_theirs_after_it_is_complete', async () => {
    const call = await phone.talk(person(1))
    const begun = (await phone.post(`${call.id}/transfer`, to('warm'))).body.data
    expect(begun).toMatchObject({
      on_hold: true,
      transfer: { user_id: colleague.userId, name: colleague.name, to_number: null, communication_id: null },
    })
    const third = await phone.target(call.id, 'in-progress')
    expect(await phones.leg(third)).toMatchObject({
      from: ACME.from,
      to: `client:${colleague.identity}`,
      parameters: { from: person(1), called: ACME.from, transferred_by: phone.name },
    })
    expect(await colleague.running()).toEqual([]) // until it is complete
    await phones.gathered(call, 3)
    const done = await phone.post(`${call.id}/transfer/complete`)
    expect(done.body.data).toMatchObject({ id: call.id, transfer: null, on_hold: false })
    await phones.over(call.own)
    expect(await phone.running()).toEqual([])
    expect((await phone.post(`${call.id}/hold`)).status).toBe(404)
    expect(await colleague.running()).toMatchObject([
      { id: call.id, call_sid: third, peer_number: person(1), on_hold: false, transfer: null },
    ])
    await world.sim.hangup(third)
    await phones.over(call.other)
  })

  it('can_be_held_and_handed_over_again_by_them', async () => {
    const theirs = await handOver(await phone.talk(person(2)))
    expect((await colleague.post(`${theirs.id}/hold`)).body.data).toMatchObject({ on_hold: true })
    expect(await phones.room(theirs)).toContainEqual({ callSid: theirs.other, held: true })
    expect((await colleague.post(`${theirs.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    await colleague.post(`${theirs.id}/transfer`, to('warm', phone))
    const back = await colleague.target(theirs.id, 'in-progress')
    await phones.gathered(theirs, 3)
    await colleague.post(`${theirs.id}/transfer/complete`)
    await phones.over(theirs.own)
    expect(await phone.running()).toMatchObject([{ id: theirs.id, call_sid: back }])
    expect(await phones.gathered(theirs, 2)).toContainEqual({ callSid: theirs.other, held: false })
    await end({ ...theirs, own: back })
  })

  it('cold_is_theirs_when_they_answer', async () => {
    const call = await phone.answer(person(3))
    await phone.post(`${call.id}/transfer`, to('cold'))
    await phones.over(call.own)
    const theirs = await colleague.calling(({ id }) => id === call.id)
    expect(theirs).toMatchObject({ direction: 'inbound', peer_number: person(3), on_hold: false, transfer: null })
    expect((await colleague.post(`${call.id}/hold`)).body.data).toMatchObject({ on_hold: true })
    await eventually(
      () => phones.heardBy(call.other, 'hold'),
      (heard) => heard.length === 2,
    )
    await end({ ...call, own: theirs.call_sid })
  })

  it('cold_to_one_who_does_not_answer_is_told_so', async () => {
    const silent = await phones.newPhone()
    await world.sim.scriptNumber(`client:${silent.identity}`, { call: { outcome: 'busy' } })
    const call = await phone.talk(person(4))
    await phone.post(`${call.id}/transfer`, to('cold', silent))
    await phones.over(call.other)
    const said = await phones.heardBy(call.other, 'say')
    expect(said).toMatchObject([{ text: 'Sorry, nobody could take your call. Goodbye.' }])
    expect(await silent.running()).toEqual([])
  })

  it('warm_to_one_who_declines_stays_where_it_is', async () => {
    const silent = await phones.newPhone()
    await world.sim.scriptNumber(`client:${silent.identity}`, { call: { outcome: 'busy' } })
    const call = await phone.talk(person(5))
    await phone.post(`${call.id}/transfer`, to('warm', silent))
    await phones.told(call.id, 'transfer-ended')
    expect(await phone.calling(({ id }) => id === call.id)).toMatchObject({ on_hold: true, transfer: null })
    expect((await phone.post(`${call.id}/resume`)).status).toBe(200)
    await end(call)
  })

  it('rings_them_no_more_when_it_is_taken_back_or_over', async () => {
    const silent = await phones.newPhone()
    await world.sim.scriptNumber(`client:${silent.identity}`, { call: { outcome: 'ring' } })
    const call = await phone.talk(person(6))
    await phone.post(`${call.id}/transfer`, to('warm', silent))
    const first = await phone.target(call.id, 'ringing')
    expect((await phone.post(`${call.id}/transfer/cancel`)).body.data).toMatchObject({ on_hold: true, transfer: null })
    expect(await phones.over(first)).toBe('canceled')
    await phone.post(`${call.id}/transfer`, to('warm', silent))
    const second = await phone.target(call.id, 'ringing')
    await world.sim.hangup(call.other)
    expect(await phones.over(second)).toBe('canceled')
    await phones.told(call.id, 'transfer-ended')
  })

  it('takes_no_row_and_no_place_in_the_days_limit', async () => {
    const limit = (max_calls_per_day: number | null) =>
      world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { max_calls_per_day } } })
    const call = await phone.talk(person(7))
    const before = (await readLedger(world.api)).length
    await limit(1)
    const refused = await phone.post(`${call.id}/transfer`, { to: person(8), kind: 'warm' })
    const theirs = await handOver(call)
    await limit(null)
    expect(refused.body.error.code).toBe('DAILY_LIMIT_REACHED')
    expect(await readLedger(world.api)).toHaveLength(before)
    await end(theirs)
  })

  it('follows_a_leg_whose_reports_are_lost', async () => {
    const silent = await phones.newPhone()
    await world.sim.scriptNumber(`client:${silent.identity}`, { call: { outcome: 'busy' } })
    const call = await phone.talk(person(9))
    await world.sim.addFault({ kind: 'lost', to: `client:${silent.identity}`, operation: 'call.status' })
    await phone.post(`${call.id}/transfer`, to('cold', silent))
    await phones.over(call.other)
    await world.sim.clearFaults()
    expect(await phones.heardBy(call.other, 'say')).toHaveLength(1)
  })
})

describe('who takes no calls', () => {
  it('is_refused_like_somebody_who_is_not_there', async () => {
    const call = await phone.talk(person(20))
    const gone = await phones.newPhone()
    await remove(gone.userId)
    const { id: reader } = await peopleOf(() => world).newUser({ permissions: ['communication:read'] })
    const theirs = (await world.api('/api/users', { key: GLOBEX.key })).body.data[0].id as number
    const answers = await Promise.all(
      [gone.userId, reader, theirs, phone.userId, 987_654_321].map((user_id) =>
        phone.post(`${call.id}/transfer`, { user_id, kind: 'warm' }),
      ),
    )
    for (const { status, body } of answers) {
      expect([status, body.error.details]).toEqual([422, { field: 'user_id', issue: 'is nobody who takes calls' }])
    }
    expect(await phones.typesOf(call.id)).not.toContain('transfer-begun')
    const both = { user_id: colleague.userId, to: person(21), kind: 'warm' }
    for (const body of [both, { kind: 'warm' }])
      expect((await phone.post(`${call.id}/transfer`, body)).status).toBe(422)
    await end(call)
  })

  it('is_asked_again_when_they_answer', async () => {
    const late = await phones.newPhone()
    await world.sim.scriptNumber(`client:${late.identity}`, { call: { outcome: 'ring' } })
    const call = await phone.talk(person(22))
    await phone.post(`${call.id}/transfer`, to('warm', late))
    const third = await phone.target(call.id, 'ringing')
    await put(late.userId, { permissions: ['communication:read'] })
    await world.sim.answer(third)
    await phones.over(third)
    await eventually(
      () => phone.calling(({ id }) => id === call.id),
      ({ transfer }) => transfer === null,
    )
    expect(await phones.room(call)).toHaveLength(2)
    await end(call)
  })
})
