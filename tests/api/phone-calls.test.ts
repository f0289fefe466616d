import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startPhones, type Phone, type Phones } from '../support/phone.ts'
import { peopleOf } from '../support/people.ts'
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
afterAll(() => world.stop())

describe('a call on hold', () => {
  it('lets_the_other_side_hear_music_until_it_is_resumed', async () => {
    const call = await phone.talk(person(1))
    const held = (await phone.post(`${call.id}/hold`)).body.data
    expect(held).toMatchObject({ id: call.id, on_hold: true, status: 'in-progress', direction: 'outbound' })
    expect(held).toMatchObject({ peer_number: person(1), call_sid: call.own, transfer: null })
    const music = await eventually(
      () => phones.heardBy(call.other, 'hold'),
      (heard) => heard.length > 0,
    )
    expect(music).toMatchObject([{ url: `${world.url}/files/hold-music.wav`, bytes: 192_044 }])
    expect(await phones.heardBy(call.own, 'hold')).toEqual([])
    expect(await phone.post(`${call.id}/hold`)).toMatchObject({ status: 200 }) // again is the same
    expect((await phone.post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    expect((await phones.room(call)).every(({ held }) => !held)).toBe(true)
    await phone.post(`${call.id}/hold`)
    expect((await phones.room(call)).find(({ callSid }) => callSid === call.other)).toMatchObject({ held: true })

    await world.sim.hangup(call.own)
    await phones.over(call.other)
    expect(await phones.typesOf(call.id)).toEqual(expect.arrayContaining(['conference', 'held', 'resumed']))
    await eventually(phone.running, (calls) => calls.length === 0)
    expect(await phone.post(`${call.id}/hold`)).toMatchObject({ status: 409 })
  })

  it('is_nobody_elses_to_hold', async () => {
    const call = await phone.talk(person(2))
    const other = await phones.newPhone()
    for (const as of [other.api, world.api]) {
      expect((await phone.post(`${call.id}/hold`, {}, as)).status).toBe(404)
      expect((await as('/api/phone/calls')).body.data).toEqual([])
    }
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })

  it('is_none_before_it_was_answered', async () => {
    await world.sim.scriptNumber(person(3), { call: { outcome: 'ring' } })
    const sid = await phone.dial(person(3))
    const ringing = await phone.calling(({ status }) => status === 'ringing')
    expect((await phone.post(`${ringing.id}/hold`)).status).toBe(409)
    await world.sim.hangup(sid)
    await eventually(phone.running, (calls) => calls.length === 0)
  })

  it('goes_on_when_two_press_hold_at_the_same_moment', async () => {
    const call = await phone.talk(person(4))
    const answers = await Promise.all([1, 2, 3].map(() => phone.post(`${call.id}/hold`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers.every(({ body }) => body.data.on_hold)).toBe(true)
    expect(await phones.room(call)).toHaveLength(2)
    const types = await phones.typesOf(call.id)
    expect(types.filter((type) => ['conference', 'held'].includes(type))).toEqual(['conference', 'held'])
    expect((await phone.post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    expect((await phones.leg(call.other)).status).toBe('in-progress')
    await world.sim.hangup(call.other)
    await phones.over(call.own)
  })

  it('that_could_not_be_leaves_the_call_as_it_was_and_nobody_alone_at_its_end', async () => {
    const call = await phone.talk(person(5))
    world.expectErrors('request_failed')
    await world.sim.addFault({ kind: 'error-before', operation: 'calls.update', count: 1 })
    expect((await phone.post(`${call.id}/hold`)).status).toBe(502)
    expect((await phone.running())[0]).toMatchObject({ on_hold: false })
    expect(await phones.typesOf(call.id)).toContain('conference-failed')
    expect((await phones.leg(call.other)).status).toBe('in-progress')
    await world.sim.hangup(call.other)
    await phones.over(call.own)
    expect(await phones.room(call)).toEqual([])
  })

  it.each(['own', 'other'] as const)('is_none_when_one_hangs_up_while_it_becomes_a_conference_%s', async (who) => {
    for (const call of [await phone.talk(person(7)), await phone.answer(person(8))]) {
      await world.sim.addFault({ kind: 'slow', operation: 'calls.update', count: 1, ms: 1_000 })
      const asked = phone.post(`${call.id}/hold`)
      await phones.told(call.id, 'conference')
      await world.sim.hangup(call[who])
      expect((await asked).status).toBe(409)
      await Promise.all([phones.over(call.own), phones.over(call.other)])
      expect(await phones.room(call)).toEqual([])
    }
  })

  it('is_tried_again_after_it_could_not_be', async () => {
    const call = await phone.talk(person(6))
    world.expectErrors('request_failed')
    await world.sim.addFault({ kind: 'error-before', operation: 'calls.update', count: 1 })
    await phone.post(`${call.id}/hold`)
    expect((await phone.post(`${call.id}/hold`)).body.data).toMatchObject({ on_hold: true })
    expect(await phones.room(call)).toHaveLength(2)
    await world.sim.hangup(call.own)
    await phones.over(call.other)
  })
})

describe('whom a call can be handed over to', () => {
  it('are_the_others_who_may_call_and_be_called_now', async () => {
    const people = peopleOf(() => world)
    const colleague = await phones.newPhone()
    const reader = await people.newUser({ permissions: ['communication:read'] })
    const gone = await phones.newPhone()
    await people.remove(gone.userId)
    const { body } = await phone.api('/api/phone/people')
    const ids = body.data.map(({ id }: { id: number }) => id)
    expect(body.data).toContainEqual({ id: colleague.userId, name: colleague.name })
    expect(ids).toContain(await people.adminId())
    for (const id of [phone.userId, reader.id, gone.userId]) expect(ids).not.toContain(id)
  })
})
