import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readLedger } from '../support/ledger.ts'
import { startPhones, type Phone, type Phones } from '../support/phone.ts'
import { person } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
let phones: Phones
let phone: Phone
beforeAll(async () => {
  world = await startWorld()
  phones = await startPhones(world)
  phone = await phones.newPhone()
})
afterAll(() => world.stop())

const rowsOf = (to: string) => readLedger(world.api, `number=${encodeURIComponent(to)}`)

describe('a call that is handed over to a number', () => {
  it('warm_is_talked_about_first_and_then_left_to_the_others', async () => {
    const call = await phone.talk(person(10))
    const begun = (await phone.post(`${call.id}/transfer`, { to: person(11), kind: 'warm' })).body.data
    expect(begun).toMatchObject({ on_hold: true, transfer: { kind: 'warm', to_number: person(11), user_id: null } })
    expect((await phone.post(`${call.id}/transfer`, { to: person(12), kind: 'warm' })).status).toBe(409)
    expect((await phone.post(`${call.id}/resume`)).status).toBe(409)
    const third = await phone.target(call.id, 'in-progress')
    expect(await phones.gathered(call, 3)).toEqual(
      expect.arrayContaining([
        { callSid: call.other, held: true },
        { callSid: call.own, held: false },
        { callSid: third, held: false },
      ]),
    )
    expect((await phone.post(`${call.id}/transfer/complete`)).status).toBe(200)
    await phones.over(call.own)
    expect((await phones.gathered(call, 2)).every(({ held }) => !held)).toBe(true)
    expect(await phone.running()).toEqual([])

    await world.sim.hangup(third)
    await phones.over(call.other) // nobody is left alone
    expect(await phones.typesOf(call.id)).toEqual(expect.arrayContaining(['transfer-begun', 'transferred']))
  })

  it('warm_is_taken_back', async () => {
    const call = await phone.talk(person(13))
    await phone.post(`${call.id}/transfer`, { to: person(14), kind: 'warm' })
    const third = await phone.target(call.id, 'in-progress')
    expect((await phone.post(`${call.id}/transfer/cancel`)).body.data).toMatchObject({ on_hold: true, transfer: null })
    await phones.over(third)
    expect((await phone.post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    expect(await phones.room(call)).toHaveLength(2)
    await world.sim.hangup(call.other)
    await phones.over(call.own)
  })

  it('cold_is_left_at_once_and_let_through_when_somebody_answers', async () => {
    const call = await phone.talk(person(15))
    await phone.post(`${call.id}/transfer`, { to: person(16), kind: 'cold' })
    await phones.over(call.own)
    await phones.told(call.id, 'transferred')
    expect(await phones.gathered(call, 2)).toContainEqual({ callSid: call.other, held: false })
    expect(await phones.heardBy(call.other, 'hold')).toHaveLength(1)
    await world.sim.hangup(call.other)
    await phones.gathered(call, 0)
  })

  it('cold_to_somebody_who_does_not_answer_is_told_so', async () => {
    await world.sim.scriptNumber(person(18), { call: { outcome: 'busy' } })
    const call = await phone.talk(person(17))
    await phone.post(`${call.id}/transfer`, { to: person(18), kind: 'cold' })
    await phones.over(call.other)
    const said = await phones.heardBy(call.other, 'say')
    expect(said).toMatchObject([{ text: 'Sorry, nobody could take your call. Goodbye.' }])
    expect(await phones.typesOf(call.id)).toContain('transfer-ended')
    const [handed] = await rowsOf(person(18))
    const again = await world.api(`/api/communication/${handed!.id}/retry`, { body: {} })
    expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT'])
  })

  it('goes_through_the_gate', async () => {
    const call = await phone.talk(person(19))
    await world.api('/api/opt-outs', { body: { phone_number: person(20) } })
    const refused = await phone.post(`${call.id}/transfer`, { to: person(20), kind: 'cold' })
    expect([refused.status, refused.body.error.code]).toEqual([422, 'OPTED_OUT'])
    expect(await phone.calling(({ id }) => id === call.id)).toMatchObject({ on_hold: false, transfer: null })
    expect((await phones.room(call)).every(({ held }) => !held)).toBe(true)
    expect(await phones.typesOf(call.id)).toContain('transfer-ended')
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })

  it('goes_to_nobody_who_is_part_of_it', async () => {
    const call = await phone.talk(person(30))
    for (const to of [person(30), ACME.from]) {
      const refused = await phone.post(`${call.id}/transfer`, { to, kind: 'warm' })
      expect([refused.status, refused.body.error.details.field]).toEqual([422, 'to'])
    }
    expect(await phones.typesOf(call.id)).not.toContain('transfer-begun')
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })

  it('calls_once_whoever_was_clicked_twice', async () => {
    const call = await phone.talk(person(21))
    const body = { to: person(22), kind: 'warm' }
    const answers = await Promise.all([1, 2, 3].map(() => phone.post(`${call.id}/transfer`, body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    await phone.target(call.id, 'in-progress')
    expect(await rowsOf(person(22))).toHaveLength(1)
    expect((await phones.leg(call.other)).status).toBe('in-progress')
    expect(await phones.gathered(call, 3)).toHaveLength(3)
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })

  it('rings_nobody_any_more_when_the_other_side_hangs_up', async () => {
    await world.sim.scriptNumber(person(24), { call: { outcome: 'ring' } })
    const call = await phone.talk(person(23))
    await phone.post(`${call.id}/transfer`, { to: person(24), kind: 'cold' })
    const third = await phone.target(call.id, 'ringing')
    await world.sim.hangup(call.other)
    expect(await phones.over(third)).toBe('canceled')
    await phones.told(call.id, 'transfer-ended')
    await eventually(
      () => rowsOf(person(24)),
      ([row]) => row!.status === 'canceled',
    )
  })

  it('answered_when_the_call_is_over_meets_nobody_and_does_not_wait', async () => {
    const call = await phone.talk(person(25))
    await phone.post(`${call.id}/transfer`, { to: person(26), kind: 'warm' })
    const third = await phone.target(call.id, 'in-progress')
    await world.sim.hangup(call.own)
    await Promise.all([phones.over(call.other), phones.over(third)])
    expect(await phones.room(call)).toEqual([])
  })

  it('seen_through_after_a_crash_before_anybody_was_called', async () => {
    const call = await phone.talk(person(27))
    await world.sim.addFault({ kind: 'slow', operation: 'participants.update', count: 1, ms: 3_000 })
    const asked = phone.post(`${call.id}/transfer`, { to: person(28), kind: 'warm' }).catch(() => null)
    await phones.told(call.id, 'transfer-begun')
    await world.restart('kill')
    await asked
    const left = await phone.calling(({ id }) => id === call.id)
    expect(left).toMatchObject({ on_hold: true, transfer: { status: 'pending', communication_id: null } })
    expect((await phone.post(`${call.id}/transfer/cancel`)).body.data).toMatchObject({ on_hold: true, transfer: null })
    expect((await phone.post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    expect(await rowsOf(person(28))).toEqual([])
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })
})
