import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { readLedger, readTimeline } from '../support/ledger.ts'
import { peopleOf } from '../support/people.ts'
import { liftLimits, person } from '../support/send.ts'
import { signIn } from '../support/sign-in.ts'
import { makeApplication } from '../support/twiml-application.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
let applicationSid: string
let userId: number
/** As the page of the person whose browser calls. */
let api: Api

const PEOPLE = { permissions: ['communication:read', 'communication:send'], password: 'long enough' }
beforeAll(async () => {
  world = await startWorld()
  await liftLimits(world.api)
  // People who talk until somebody hangs up.
  await world.sim.setDefaults({ walkSpeed: 1, talkMs: 500_000, answerAfterMs: 300 })
  applicationSid = await makeApplication(world, ACME)
  const { id, username } = await peopleOf(() => world).newUser(PEOPLE)
  userId = id
  api = (await signIn(world, ACME.id, { username, password: PEOPLE.password })).api
})
afterAll(() => world.stop())

interface Talk {
  id: number
  /** The legs at Twilio: the browser's, and the other side's. */
  own: string
  other: string
}

const running = async () => (await api('/api/phone/calls')).body.data as any[]
const post = (path: string, body: object = {}, as = api) => as(`/api/phone/calls/${path}`, { body })
const leg = async (sid: string) => (await world.sim.calls({ sid }))[0]!
const heardBy = async (sid: string, kind: string) => (await leg(sid)).heard.filter((each) => each.kind === kind)
const over = (sid: string) =>
  eventually(
    async () => (await leg(sid)).status,
    (status) => status === 'completed',
  )
const typesOf = async (id: number) => (await readTimeline(world.api, id)).map(({ type }) => type)

/** Somebody called from the browser, who has answered. */
async function talk(to: string): Promise<Talk> {
  const identity = `u${userId}_acme_corp`
  const { sid: own } = await world.sim.clientCall({ identity, applicationSid, params: { To: to } })
  const call = await eventually(
    async () => (await running()).find((each) => each.to_number === to),
    (each) => each?.status === 'in-progress',
  )
  return { id: call.id, own, other: (await world.sim.calls({ parentCallSid: own }))[0]!.sid }
}

/** Who is in the call's conference at Twilio, and who of them hears music. */
async function room({ id }: Talk): Promise<{ callSid: string; held: boolean }[]> {
  const authorization = `Basic ${Buffer.from(`${ACME.sid}:${ACME.token}`).toString('base64')}`
  const at = (path: string) => `${world.simulatorUrl}/2010-04-01/Accounts/${ACME.sid}/Conferences${path}.json`
  const ask = async (url: string) => (await (await fetch(url, { headers: { authorization } })).json()) as any
  const { conferences } = await ask(`${at('')}?FriendlyName=trunkline-acme-corp-${id}&Status=in-progress`)
  if (conferences.length === 0) return []
  const { participants } = await ask(at(`/${conferences[0].sid}/Participants`))
  return participants.map((each: any) => ({ callSid: each.call_sid, held: each.hold }))
}

/** The call that a transfer makes, once it is so far. */
async function target(id: number, status: string): Promise<string> {
  const call = await eventually(
    async () => (await running()).find((each) => each.id === id),
    (each) => each?.transfer?.status === status,
  )
  const rows = await readLedger(world.api, `number=${encodeURIComponent(call.transfer.to_number)}`)
  return rows.find((row) => row.id === call.transfer.communication_id)!.twilio_sid!
}

describe('a call on hold', () => {
  it('lets_the_other_side_hear_music_until_it_is_resumed', async () => {
    const call = await talk(person(1))
    expect((await post(`${call.id}/hold`)).body.data).toMatchObject({
      id: call.id,
      on_hold: true,
      status: 'in-progress',
    })
    const music = await eventually(
      () => heardBy(call.other, 'hold'),
      (heard) => heard.length > 0,
    )
    expect(music).toMatchObject([{ url: `${world.url}/files/hold-music.wav`, bytes: 192_044 }])
    expect(await heardBy(call.own, 'hold')).toEqual([])
    expect(await post(`${call.id}/hold`)).toMatchObject({ status: 200 }) // again is the same
    expect((await post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    expect((await room(call)).every(({ held }) => !held)).toBe(true)
    await post(`${call.id}/hold`)
    expect((await room(call)).find(({ callSid }) => callSid === call.other)).toMatchObject({ held: true })

    await world.sim.hangup(call.own)
    await over(call.other)
    expect(await typesOf(call.id)).toEqual(expect.arrayContaining(['conference', 'held', 'resumed']))
    await eventually(running, (calls) => calls.length === 0)
    expect(await post(`${call.id}/hold`)).toMatchObject({ status: 409 })
  })

  it('is_nobody_elses_to_hold', async () => {
    const call = await talk(person(2))
    const other = await peopleOf(() => world).newUser(PEOPLE)
    const { api: theirs } = await signIn(world, ACME.id, { username: other.username, password: PEOPLE.password })
    for (const as of [theirs, world.api]) {
      expect((await post(`${call.id}/hold`, {}, as)).status).toBe(404)
      expect((await as('/api/phone/calls')).body.data).toEqual([])
    }
    await world.sim.hangup(call.own)
    await over(call.other)
  })

  it('is_none_before_it_was_answered', async () => {
    await world.sim.scriptNumber(person(3), { call: { outcome: 'ring' } })
    const identity = `u${userId}_acme_corp`
    const { sid } = await world.sim.clientCall({ identity, applicationSid, params: { To: person(3) } })
    const [ringing] = await eventually(running, ([call]) => call?.status === 'ringing')
    expect((await post(`${ringing.id}/hold`)).status).toBe(409)
    await world.sim.hangup(sid)
    await eventually(running, (calls) => calls.length === 0)
  })
})

describe('a call that is handed over', () => {
  it('warm_is_talked_about_first_and_then_left_to_the_others', async () => {
    const call = await talk(person(10))
    const begun = (await post(`${call.id}/transfer`, { to: person(11), kind: 'warm' })).body.data
    expect(begun).toMatchObject({ on_hold: true, transfer: { kind: 'warm', to_number: person(11) } })
    expect((await post(`${call.id}/transfer`, { to: person(12), kind: 'warm' })).status).toBe(409)
    expect((await post(`${call.id}/resume`)).status).toBe(409)
    const third = await target(call.id, 'in-progress')
    await eventually(
      () => room(call),
      (members) => members.length === 3,
    )
    expect(await room(call)).toEqual(
      expect.arrayContaining([
        { callSid: call.other, held: true },
        { callSid: call.own, held: false },
        { callSid: third, held: false },
      ]),
    )
    expect((await post(`${call.id}/transfer/complete`)).status).toBe(200)
    await over(call.own)
    expect((await room(call)).toSorted()).toHaveLength(2)
    expect((await room(call)).every(({ held }) => !held)).toBe(true)
    expect(await running()).toEqual([])

    await world.sim.hangup(third)
    await over(call.other) // nobody is left alone
    expect(await typesOf(call.id)).toEqual(expect.arrayContaining(['transfer-begun', 'transferred']))
  })

  it('warm_is_taken_back', async () => {
    const call = await talk(person(13))
    await post(`${call.id}/transfer`, { to: person(14), kind: 'warm' })
    const third = await target(call.id, 'in-progress')
    expect((await post(`${call.id}/transfer/cancel`)).body.data).toMatchObject({ on_hold: true, transfer: null })
    await over(third)
    expect((await post(`${call.id}/resume`)).body.data).toMatchObject({ on_hold: false })
    expect(await room(call)).toHaveLength(2)
    await world.sim.hangup(call.other)
    await over(call.own)
  })

  it('cold_is_left_at_once_and_let_through_when_somebody_answers', async () => {
    const call = await talk(person(15))
    await post(`${call.id}/transfer`, { to: person(16), kind: 'cold' })
    await over(call.own)
    await eventually(
      () => typesOf(call.id),
      (types) => types.includes('transferred'),
    )
    const members = await eventually(
      () => room(call),
      (found) => found.length === 2,
    )
    expect(members).toContainEqual({ callSid: call.other, held: false })
    expect(await heardBy(call.other, 'hold')).toHaveLength(1)
    await world.sim.hangup(call.other)
    await eventually(
      () => room(call),
      (found) => found.length === 0,
    )
  })

  it('cold_to_somebody_who_does_not_answer_is_told_so', async () => {
    await world.sim.scriptNumber(person(18), { call: { outcome: 'busy' } })
    const call = await talk(person(17))
    await post(`${call.id}/transfer`, { to: person(18), kind: 'cold' })
    await over(call.other)
    expect(await heardBy(call.other, 'say')).toMatchObject([{ text: 'Sorry, nobody could take your call. Goodbye.' }])
    expect(await typesOf(call.id)).toContain('transfer-ended')
    const [handed] = await readLedger(world.api, `number=${encodeURIComponent(person(18))}`)
    const again = await world.api(`/api/communication/${handed!.id}/retry`, { body: {} })
    expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT'])
  })

  it('goes_through_the_gate', async () => {
    const call = await talk(person(19))
    await world.api('/api/opt-outs', { body: { phone_number: person(20) } })
    const refused = await post(`${call.id}/transfer`, { to: person(20), kind: 'cold' })
    expect([refused.status, refused.body.error.code]).toEqual([422, 'OPTED_OUT'])
    expect((await running()).find(({ id }) => id === call.id)).toMatchObject({ on_hold: false, transfer: null })
    expect((await room(call)).every(({ held }) => !held)).toBe(true)
    await world.sim.hangup(call.own)
    await over(call.other)
  })
})
