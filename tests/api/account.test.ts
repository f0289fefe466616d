import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../support/api.ts'
import { peopleOf } from '../support/people.ts'
import { askToSignIn, OWN_PAGE, signedIn, signIn, type SignedIn } from '../support/sign-in.ts'
import { MINUTE_MS } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const { newUser, put, remove } = peopleOf(() => world)
const as = (person: { username: string }, password = 'long enough') =>
  signIn(world, ACME.id, { username: person.username, password })
const endSession = (api: Api, path: string) => api(path, { method: 'DELETE' })
const isIn = async ({ api }: SignedIn) => (await api('/api/auth/session')).status === 200
const idsOf = (answer: { body: any }) => answer.body.data.map(({ id }: { id: string }) => id)

async function byHost(user?: object): Promise<SignedIn> {
  const { token } = (await world.api('/api/auth/embed', { body: { user } })).body.data
  const body = { embed: token, bearer: true }
  return signedIn(world, ACME.id, await world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body }))
}

describe('sessions', () => {
  it('are_listed_with_who_and_where', async () => {
    const ann = await newUser({ display_name: 'Ann', permissions: ['users:read'] })
    const session = await as(ann)
    const key = await byHost()
    const host = await byHost({ external_id: 'host-7', display_name: 'Hostess', permissions: [] })
    const { body } = await session.api('/api/sessions')
    const find = (id: string) => body.data.find((each: { id: string }) => each.id === id)
    expect(find(session.session.id)).toMatchObject({
      kind: 'password',
      user: { id: ann.id, display_name: 'Ann' },
      api_key: null,
      ip_address: '127.0.0.1',
      user_agent: 'node',
      revoked_at: null,
      is_current: true,
    })
    expect(find(key.session.id)).toMatchObject({ kind: 'api_key', user: null, api_key: { name: 'Demo key' } })
    expect(find(host.session.id)).toMatchObject({
      kind: 'embed',
      user: { display_name: 'Hostess' },
      api_key: { name: 'Demo key' },
      is_current: false,
    })
    expect(idsOf(await world.api(`/api/sessions?user_id=${ann.id}`))).toEqual([session.session.id])
    const page = (await world.api('/api/sessions?per_page=1&page=2')).body
    expect([page.data.length, page.pagination.total_items]).toEqual([1, body.pagination.total_items])
    expect(JSON.stringify(body)).not.toMatch(/tls_|token/)
  })

  it('revoked_ends_with_the_very_next_request_and_is_listed_only_when_asked_for', async () => {
    const person = await newUser()
    const session = await as(person)
    const { id } = session.session
    expect((await endSession(world.api, `/api/sessions/${id}`)).body.data).toEqual({ deleted: true })
    expect(await isIn(session)).toBe(false)
    expect((await endSession(world.api, `/api/sessions/${id}`)).status).toBe(404)
    expect(idsOf(await world.api(`/api/sessions?user_id=${person.id}`))).toEqual([])
    const ended = (await world.api(`/api/sessions?user_id=${person.id}&include_ended=true`)).body.data
    expect(ended).toMatchObject([{ id, revoked_at: expect.any(String) }])
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({ operation: 'sessions.revoke', entity: 'session', entity_id: id })
  })

  it('of_somebody_who_holds_more_stay', async () => {
    const clerk = await as(await newUser({ permissions: ['users:read', 'users:write'] }))
    const boss = await as(await newUser({ permissions: ['settings:write'] }))
    expect((await endSession(clerk.api, `/api/sessions/${boss.session.id}`)).status).toBe(403)
    expect(await isIn(boss)).toBe(true)
  })

  it.each<[string, (id: number) => Promise<unknown>]>([
    ['is deactivated', (id) => remove(id)],
    ['is deactivated by a change', (id) => put(id, { is_active: false })],
    ['gets another password', (id) => world.api(`/api/users/${id}/reset-password`, { body: {} })],
    ['loses the second factor', (id) => world.api(`/api/users/${id}/reset-second-factor`, { body: {} })],
  ])('end_at_once_when_their_person %s', async (_name, change) => {
    const person = await newUser()
    const sessions = [await as(person), await as(person)]
    await change(person.id)
    expect(await Promise.all(sessions.map(isIn))).toEqual([false, false])
    expect(idsOf(await world.api(`/api/sessions?user_id=${person.id}`))).toEqual([])
  })
})

describe('own sessions', () => {
  it('are_listed_and_ended_without_any_permission', async () => {
    const person = await newUser()
    const [here, there] = [await as(person), await as(person)]
    const listed = await here.api('/api/auth/sessions')
    expect(idsOf(listed).sort()).toEqual([here.session.id, there.session.id].sort())
    expect((await here.api('/api/sessions')).status).toBe(403)
    expect((await endSession(here.api, `/api/auth/sessions/${there.session.id}`)).status).toBe(200)
    expect([await isIn(here), await isIn(there)]).toEqual([true, false])
  })

  it('are_nobody_elses', async () => {
    const [mine, theirs] = [await as(await newUser()), await as(await newUser())]
    expect((await endSession(mine.api, `/api/auth/sessions/${theirs.session.id}`)).status).toBe(404)
    expect(await isIn(theirs)).toBe(true)
    expect((await world.api('/api/auth/sessions')).status).toBe(404)
  })

  it('all_end_but_the_one_that_asks', async () => {
    const person = await newUser()
    const [here, ...others] = [await as(person), await as(person), await as(person)]
    const answer = await here!.api('/api/auth/sessions/revoke-others', { body: {} })
    expect(answer.body.data).toEqual({ revoked: 2 })
    expect([await isIn(here!), await isIn(others[0]!), await isIn(others[1]!)]).toEqual([true, false, false])
  })
})

describe('own password', () => {
  const change = ({ api }: SignedIn, current: string, next: string) =>
    api('/api/auth/password', { method: 'PUT', body: { current_password: current, new_password: next } })

  it('is_changed_and_ends_the_other_sessions', async () => {
    const person = await newUser()
    const [here, there] = [await as(person), await as(person)]
    const answer = await change(here, 'long enough', 'longer than before')
    expect(answer.body.data).toEqual({ changed: true, sessions_ended: 1 })
    expect([await isIn(here), await isIn(there)]).toEqual([true, false])
    expect((await askToSignIn(world, ACME.id, { username: person.username, password: 'long enough' })).status).toBe(401)
    await as(person, 'longer than before')
    expect((await world.api('/api/logs/audit')).text).not.toMatch(/long enough|longer than before/)
  })

  it('that_somebody_made_must_be_changed_before_anything_else', async () => {
    const person = await newUser({ password: undefined, permissions: ['messages:read'] })
    const session = await as(person, person.temporary_password)
    expect(session.session.must_change_password).toBe(true)
    expect((await session.api('/api/voice-messages')).status).toBe(403)
    expect((await change(session, person.temporary_password, person.temporary_password)).status).toBe(422)
    expect((await change(session, person.temporary_password, 'my own choice')).status).toBe(200)
    expect((await session.api('/api/voice-messages')).status).toBe(200)
  })

  it('wrong_five_times_locks_it_for_five_minutes', async () => {
    const session = await as(await newUser())
    for (let index = 0; index < 5; index++) {
      const { status, body } = await change(session, 'wrong', 'a better password')
      expect([status, body.error.details.field]).toEqual([422, 'current_password'])
    }
    const locked = await change(session, 'long enough', 'a better password')
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^(?:300|29\d)$/)])
    world.moveClock(5 * MINUTE_MS)
    expect((await change(session, 'long enough', 'a better password')).status).toBe(200)
  })

  it.each([
    ['seven77', /8 characters/],
    ['ü'.repeat(37), /72 bytes/],
  ])('%s is refused', async (next, reason) => {
    const { status, body } = await change(await as(await newUser()), 'long enough', next)
    expect([status, body.error.message]).toEqual([422, expect.stringMatching(reason)])
  })

  it('is_not_a_hosts_or_a_keys_to_change', async () => {
    const host = await byHost({ external_id: 'host-8', display_name: 'Host', permissions: [] })
    expect((await change(host, 'long enough', 'a better password')).status).toBe(403)
    expect((await change(await byHost(), 'long enough', 'a better password')).status).toBe(404)
    const body = { current_password: 'x', new_password: 'long enough' }
    expect((await world.api('/api/auth/password', { method: 'PUT', body })).status).toBe(404)
  })
})

it('user_name_signs_in_in_any_case', async () => {
  await newUser({ username: 'Mixed.Case' })
  await as({ username: 'mIXED.cASE' })
})
