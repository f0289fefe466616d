import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLedger, readTimeline } from '../support/ledger.ts'
import { peopleOf } from '../support/people.ts'
import { countRows, readRows } from '../support/rows.ts'
import { liftLimits, person } from '../support/send.ts'
import { signIn } from '../support/sign-in.ts'
import { whileSuspended } from '../support/suspend.ts'
import { passTime, whenQuiet } from '../support/time.ts'
import { makeApplication } from '../support/twiml-application.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
let applicationSid: string
/** How Twilio knows the browser of somebody who may call. */
let caller: string
let callerId: number
const { newUser, put, remove } = peopleOf(() => world)

beforeAll(async () => {
  world = await startWorld()
  await liftLimits(world.api)
  applicationSid = await makeApplication(world, ACME)
  callerId = (await newUser({ permissions: ['communication:read', 'communication:send'] })).id
  caller = nameOf(callerId)
})
afterAll(() => world.stop())

const nameOf = (userId: number, tenant = 'acme_corp') => `u${userId}_${tenant}`
const rowsOf = (to: string) => readLedger(world.api, `number=${encodeURIComponent(to)}`)

/** A call of a browser, to its end: its own leg, and the one that was dialled. */
async function call(params: Record<string, string>, more: { identity?: string; applicationSid?: string } = {}) {
  const { sid } = await world.sim.clientCall({ identity: caller, applicationSid, params, ...more })
  await whenQuiet(world)
  const [own] = await world.sim.calls({ sid })
  const [dialled] = await world.sim.calls({ parentCallSid: sid })
  return { own: own!, dialled }
}

const said = (leg: { heard: { kind: string }[] }) =>
  leg.heard.flatMap((each) => (each.kind === 'say' ? [(each as unknown as { text: string }).text] : []))

it('a_browsers_call_that_failed_is_nobody_elses_to_make_again', async () => {
  await world.sim.scriptNumber(person(20), { call: { outcome: 'busy' } })
  await call({ To: person(20) })
  const [row] = await rowsOf(person(20))
  expect(row).toMatchObject({ status: 'busy', outcome: 'failed' })
  const before = countRows(world)
  const again = await world.api(`/api/communication/${row!.id}/retry`, { body: {} })
  expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT'])
  expect(countRows(world)).toEqual(before)
})

describe('a call that a browser makes', () => {
  it('rings_the_number_from_the_tenants_own_and_is_in_the_ledger_as_the_persons', async () => {
    const { own, dialled } = await call({ To: person(1) })
    expect(dialled).toMatchObject({ to: person(1), from: ACME.from, status: 'completed' })
    expect(own.errors).toEqual([])
    await passTime(world, 60_000)
    const [row, ...more] = await rowsOf(person(1))
    expect(more).toEqual([])
    expect(row).toMatchObject({
      ...{ direction: 'outbound', network_type: 'call', status: 'completed', to_number: person(1) },
      ...{ from_number: ACME.from, twilio_sid: dialled!.sid, duration_seconds: dialled!.durationSeconds },
    })
    expect(row!.cost_amount).toBeGreaterThan(0)
    expect(readRows(world, 'select user_id from communication_log where id = ?', row!.id)).toEqual([
      { user_id: callerId },
    ])
    const events = await readTimeline(world.api, row!.id)
    expect(events[0]).toMatchObject({ type: 'created', details: { actor: 'Some Body', client_call_sid: own.sid } })
    expect(events.filter(({ type }) => type === 'callback').map(({ status }) => status)).toEqual(
      expect.arrayContaining(['ringing', 'in-progress', 'completed']),
    )
    const audit = (await world.api('/api/logs/audit?per_page=100')).body.data
    expect(audit.find((each: any) => each.entity_id === String(row!.id))).toMatchObject({
      ...{ operation: 'phone.call', actor_name: 'Some Body' },
    })
  })

  it('is_the_persons_own_and_nobody_elses', async () => {
    const password = 'long enough'
    const rights = { permissions: ['communication:read', 'communication:send'], password }
    const [own, other] = [await newUser(rights), await newUser(rights)]
    await call({ To: person(8) }, { identity: nameOf(own.id) })
    const mine = async ({ username }: { username: string }) => {
      const { api } = await signIn(world, ACME.id, { username, password })
      return (await api('/api/communication/history?mine=true')).body.data.map((row: any) => row.to_number)
    }
    expect(await mine(own)).toEqual([person(8)])
    expect(await mine(other)).toEqual([])
    expect((await world.api('/api/communication/history?mine=true')).body.data).toEqual([])
  })

  it.each([
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['failed', 'failed'],
  ] as const)('that_meets_%s_has_failed_so', async (outcome, status) => {
    const to = person(10 + outcome.length)
    await world.sim.scriptNumber(to, { call: { outcome } })
    await call({ To: to })
    expect(await rowsOf(to)).toMatchObject([{ status }])
  })

  it('is_one_row_and_one_ringing_however_often_twilio_asks', async () => {
    const { own } = await call({ To: person(2) })
    const [asked] = (await world.sim.callbacks({ sid: own.sid })).filter(({ kind }) => kind === 'call.twiml')
    const before = countRows(world)
    expect((await world.sim.replayCallback(asked!.id)).status).toBe(200)
    expect(countRows(world)).toEqual(before)
    expect(await rowsOf(person(2))).toHaveLength(1)
  })

  it('takes_the_callers_number_that_is_asked_for_only_where_it_is_the_tenants', async () => {
    for (const CallerId of [GLOBEX.from, '+15005550006', 'anonymous', '']) {
      const { dialled } = await call({ To: person(3), CallerId })
      expect(dialled).toMatchObject({ from: ACME.from })
    }
  })

  it('is_recorded_and_announced_to_whoever_answers_where_the_tenant_records', async () => {
    const settings = (changes: object) =>
      world.api('/api/tenant/profile', { method: 'PUT', body: { settings: changes } })
    await settings({ auto_record_calls: true, recording_announcement: 'Calls are recorded.' })
    const { dialled, own } = await call({ To: person(4) })
    await settings({ auto_record_calls: false, recording_announcement: null })
    expect(said(dialled!)).toEqual(['Calls are recorded.'])
    expect(said(own)).toEqual([])
    const [row] = await rowsOf(person(4))
    const { data } = (await world.api(`/api/recordings?communication_id=${row!.id}`)).body
    expect(data).toMatchObject([{ source: 'call', status: 'completed', to_number: person(4) }])
  })
})

describe('the gate', () => {
  it.each(['911', 'client:u1_acme_corp', '', '+1', '+12025550100,+12025550101', 'sip:x@example.com'])(
    'calls nobody at %j',
    async (To) => {
      const before = countRows(world)
      const { dialled, own } = await call({ To })
      expect(dialled).toBeUndefined()
      expect(said(own)).toHaveLength(1)
      expect(countRows(world)).toEqual(before)
    },
  )

  it('refuses_a_number_that_opted_out_and_says_so', async () => {
    await world.api('/api/opt-outs', { body: { phone_number: person(5) } })
    const { dialled, own } = await call({ To: person(5) })
    expect(dialled).toBeUndefined()
    expect(said(own)).toEqual([`${person(5)} has opted out`])
    expect(await rowsOf(person(5))).toEqual([])
  })

  it('counts_it_in_the_days_limit', async () => {
    const limit = (max_calls_per_day: number | null) =>
      world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { max_calls_per_day } } })
    await limit(1)
    const { dialled } = await call({ To: person(6) })
    await limit(null)
    expect(dialled).toBeUndefined()
    expect(await rowsOf(person(6))).toEqual([])
  })
})

describe('a browser that may not call', () => {
  const expectNothing = async (identity: string, application = applicationSid) => {
    const before = countRows(world)
    const { dialled, own } = await call({ To: person(7) }, { identity, applicationSid: application })
    expect(dialled).toBeUndefined()
    expect(own.status).toBe('busy')
    expect(own.heard.map(({ kind }) => kind)).toEqual(['hangup'])
    expect(countRows(world)).toEqual(before)
  }

  it.each(['admin', 'u999999_acme_corp', 'u0_acme_corp', 'u1', ''])('is %j, whom we never named', async (identity) => {
    await expectNothing(identity)
  })

  it('is_another_tenants_person', async () => {
    const { body } = await world.api('/api/users', { key: GLOBEX.key })
    const theirs = body.data[0].id as number
    await expectNothing(nameOf(theirs, 'globex_inc')) // signed by our account
    await expectNothing(nameOf(theirs))
    await expectNothing(caller, await makeApplication(world, GLOBEX))
  })

  it('is_somebody_whose_permission_was_taken_after_the_token', async () => {
    const { id } = await newUser({ permissions: ['communication:send'] })
    expect((await call({ To: person(8) }, { identity: nameOf(id) })).dialled).toBeDefined()
    await put(id, { permissions: ['communication:read'] })
    await expectNothing(nameOf(id))
  })

  it('is_somebody_who_is_no_longer_there', async () => {
    const { id } = await newUser({ permissions: ['communication:send'] })
    await remove(id)
    await expectNothing(nameOf(id))
  })

  it('is_of_a_tenant_that_is_suspended', async () => {
    await whileSuspended(world, ACME.id, async () => {
      const { sid } = await world.sim.clientCall({ identity: caller, applicationSid, params: { To: person(9) } })
      await whenQuiet(world)
      expect(await world.sim.calls({ parentCallSid: sid })).toEqual([])
    })
    expect(await rowsOf(person(9))).toEqual([])
  })
})
