import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../support/authenticator.ts'
import { peopleOf } from '../support/people.ts'
import { readRows } from '../support/rows.ts'
import { askToSignIn, OWN_PAGE, signedIn, signIn, type SignedIn } from '../support/sign-in.ts'
import { MINUTE_MS } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
let origin: string
beforeAll(async () => {
  world = await startWorld()
  origin = world.url.replace('127.0.0.1', 'localhost')
})
afterAll(() => world.stop())

type Authenticator = ReturnType<typeof createAuthenticator>
const { newUser, get, put } = peopleOf(() => world)
const login = (person: { username: string }) =>
  askToSignIn(world, ACME.id, { username: person.username, password: 'long enough' })
const as = (person: { username: string }) =>
  signIn(world, ACME.id, { username: person.username, password: 'long enough' })
const post = (path: string, body: object) => world.api(path, { key: null, headers: OWN_PAGE, body })

const OWN_PASSWORD = { password: 'long enough' }
const optionsFor = async ({ api }: SignedIn) =>
  (await api('/api/auth/passkeys/options', { body: OWN_PASSWORD })).body.data.options
const add = ({ api }: SignedIn, response: object, name = 'Laptop') =>
  api('/api/auth/passkeys', { body: { name, response } })
const remove = ({ api }: SignedIn, id: string) =>
  api(`/api/auth/passkeys/${id}`, { method: 'DELETE', body: OWN_PASSWORD })

/** A person with a passkey and nothing else besides the password. */
async function personWithPasskey() {
  const person = await newUser({ permissions: ['messages:read'] })
  const session = await as(person)
  const authenticator = createAuthenticator(origin)
  const added = await add(session, authenticator.register(await optionsFor(session)))
  expect(added.status, added.text).toBe(200)
  return { person, session, authenticator, id: added.body.data.id as string }
}

describe('a passkey', () => {
  it('is_made_named_listed_and_removed', async () => {
    const person = await newUser()
    const session = await as(person)
    const options = await optionsFor(session)
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Trunkline' },
      user: { name: person.username, displayName: 'Some Body' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      excludeCredentials: [],
    })
    const authenticator = createAuthenticator(origin)
    const added = await add(session, authenticator.register(options), ' Laptop ')
    expect(added.body.data).toMatchObject({ name: 'Laptop', last_used_at: null })
    expect((await optionsFor(session)).excludeCredentials).toMatchObject([{ id: authenticator.id }])
    expect((await session.api('/api/auth/passkeys')).body.data.passkeys).toEqual([added.body.data])
    expect((await get(person.id)).second_factor).toEqual({ totp: false, passkeys: 1 })
    expect((await session.api('/api/auth/second-factor')).body.data).toMatchObject({
      passkeys: 1,
      passkey_origin: origin,
    })
    expect((await remove(session, added.body.data.id)).body.data).toEqual({ deleted: true })
    expect((await remove(session, added.body.data.id)).status).toBe(404)
    expect((await login(person)).body.data.status).toBe('signed_in')
    const trail = (await world.api('/api/logs/audit')).body.data.map(
      ({ operation }: { operation: string }) => operation,
    )
    expect(trail).toEqual(expect.arrayContaining(['auth.passkeys.add', 'auth.passkeys.remove']))
  })

  it('is_out_of_reach_of_anybody_else', async () => {
    const { id } = await personWithPasskey()
    const other = await as(await newUser())
    expect((await remove(other, id)).status).toBe(404)
    expect((await other.api('/api/auth/passkeys')).body.data.passkeys).toEqual([])
    expect((await world.api('/api/auth/passkeys')).status).toBe(404)
  })

  it.each<[string, object]>([
    ['of another page', { origin: 'https://phishing.example' }],
    ['for another site', { rpId: 'phishing.example' }],
    ['to a challenge of its own', { challenge: Buffer.from('own').toString('base64url') }],
    ['that is a sign-in', { type: 'webauthn.get' }],
  ])('%s is refused', async (_name, deviation) => {
    const session = await as(await newUser())
    const response = createAuthenticator(origin).register(await optionsFor(session), deviation)
    const { status, body } = await add(session, response)
    expect([status, body.error.details.field]).toEqual([422, 'response'])
  })

  it('answers_a_challenge_of_this_session_once_and_soon', async () => {
    const person = await newUser()
    const [one, two] = [await as(person), await as(person)]
    const options = await optionsFor(one)
    const authenticator = createAuthenticator(origin)
    const response = authenticator.register(options)
    expect((await add(two, response)).status).toBe(422)
    expect((await add(one, response)).status).toBe(200)
    expect((await add(one, response)).status).toBe(422)
    expect((await add(one, authenticator.register(await optionsFor(one)))).status).toBe(409)
    const late = createAuthenticator(origin).register(await optionsFor(one))
    world.moveClock(5 * MINUTE_MS + 1_000)
    expect((await add(one, late)).status).toBe(422)
  })
})

describe('a passkey as the second step', () => {
  const begin = async (person: { username: string }) => {
    const { challenge, methods } = (await login(person)).body.data
    expect(methods).toEqual(['passkey'])
    const { options } = (await post('/api/auth/second-factor/options', { challenge })).body.data
    return { challenge, options }
  }
  const finish = (challenge: string, passkey: object) =>
    post('/api/auth/second-factor', { challenge, passkey, bearer: true })

  it('finishes_the_sign_in_with_or_without_verification', async () => {
    const { person, authenticator, session } = await personWithPasskey()
    for (const verified of [true, false]) {
      const { challenge, options } = await begin(person)
      expect(options).toMatchObject({ rpId: 'localhost', allowCredentials: [{ id: authenticator.id }] })
      const answer = await finish(challenge, authenticator.answer(options, { verified }))
      expect(answer.body.data).toMatchObject({ status: 'signed_in', session: { kind: 'password', stage: 'full' } })
      expect((await signedIn(world, ACME.id, answer).api('/api/voice-messages')).status).toBe(200)
    }
    expect((await session.api('/api/auth/passkeys')).body.data.passkeys[0].last_used_at).not.toBeNull()
  })

  it.each<[string, object]>([
    ['of another page', { origin: 'https://phishing.example' }],
    ['for another site', { rpId: 'phishing.example' }],
    ['to another challenge', { challenge: 'bm9uc2Vuc2U' }],
    ['whose count stands still', { counter: 1 }],
    ['whose count goes back', { counter: 0 }],
  ])('%s is refused', async (_name, deviation) => {
    const { person, authenticator } = await personWithPasskey()
    const { challenge, options } = await begin(person)
    const { status, body } = await finish(challenge, authenticator.answer(options, deviation))
    expect([status, body.error.details.reason]).toEqual([401, 'wrong_factor'])
    expect((await finish(challenge, authenticator.answer(options))).status).toBe(200)
  })

  it('of_somebody_else_or_signed_by_another_key_is_refused', async () => {
    const [one, two] = [await personWithPasskey(), await personWithPasskey()]
    const { challenge, options } = await begin(one.person)
    expect((await finish(challenge, two.authenticator.answer(options))).status).toBe(401)
    const forged = { ...two.authenticator.answer(options), id: one.authenticator.id, rawId: one.authenticator.id }
    expect((await finish(challenge, forged)).status).toBe(401)
  })
})

describe('a passkey alone', () => {
  const begin = async (tenantId = ACME.id) =>
    (await post('/api/auth/passkey/options', { tenant_id: tenantId })).body.data.options
  const finish = (response: object, tenantId = ACME.id) =>
    post('/api/auth/passkey', { tenant_id: tenantId, response, bearer: true })
  const answerOf = async (authenticator: Authenticator, deviation = {}) =>
    authenticator.answer(await begin(), deviation)

  it('signs_in_without_a_name_or_a_password', async () => {
    const { person, authenticator } = await personWithPasskey()
    const options = await begin()
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
    expect(options.allowCredentials ?? []).toEqual([])
    const answer = await finish(authenticator.answer(options))
    expect(answer.body.data).toMatchObject({
      status: 'signed_in',
      session: { kind: 'passkey', stage: 'full', user: { id: person.id } },
    })
    expect((await signedIn(world, ACME.id, answer).api('/api/voice-messages')).status).toBe(200)
    const again = await finish(authenticator.answer(options))
    expect([again.status, again.body.error.code]).toEqual([401, 'AUTH_INVALID'])
  })

  it.each<[string, object]>([
    ['without verification', { verified: false }],
    ['of another page', { origin: 'https://phishing.example' }],
    ['of an address instead of the name', { origin: 'http://127.0.0.1:1' }],
    ['under somebody else’s name', { userHandle: Buffer.from('acme-corp:1').toString('base64url') }],
    ['to a challenge of nobody', { challenge: 'bm9uc2Vuc2U' }],
    ['whose count goes back', { counter: 0 }],
  ])('%s is refused', async (_name, deviation) => {
    const { authenticator } = await personWithPasskey()
    expect((await finish(await answerOf(authenticator, deviation))).status).toBe(401)
    expect((await finish(await answerOf(authenticator))).status).toBe(200)
  })

  it('opens_no_other_tenant_and_tells_nothing_of_which_there_are', async () => {
    const { authenticator } = await personWithPasskey()
    const refusals = [
      await finish(authenticator.answer(await begin(GLOBEX.id)), GLOBEX.id),
      await finish(authenticator.answer(await begin(GLOBEX.id))),
      await finish(authenticator.answer(await begin('nobody')), 'nobody'),
      await finish(createAuthenticator(origin).answer(await begin(), { userHandle: 'eA' })),
    ]
    const said = refusals.map(({ status, body }) => [status, body.error])
    for (const each of said) expect(each).toEqual(said[0])
    expect(Object.keys(await begin('nobody'))).toEqual(Object.keys(await begin()))
  })

  it('of_a_deactivated_person_opens_nothing', async () => {
    const { person, authenticator } = await personWithPasskey()
    await put(person.id, { is_active: false })
    expect((await finish(await answerOf(authenticator))).status).toBe(401)
  })

  it('asking_for_one_leaves_nothing_behind', async () => {
    const count = () => readRows(world, 'select count(*) as count from one_time_tokens')
    const before = count()
    await begin()
    await begin('nobody')
    expect(count()).toEqual(before)
  })

  it('works_where_authenticators_do_not_count', async () => {
    const session = await as(await newUser())
    const authenticator = createAuthenticator(origin)
    await add(session, authenticator.register(await optionsFor(session), { counter: 0 }))
    for (let use = 0; use < 2; use++)
      expect((await finish(await answerOf(authenticator, { counter: 0 }))).status).toBe(200)
    expect((await finish(await answerOf(authenticator, { counter: 7 }))).status).toBe(200)
    expect((await finish(await answerOf(authenticator, { counter: 0 }))).status).toBe(401)
  })
})

it('passkey_finishes_an_enrolment_and_the_last_one_stays', async () => {
  const require = (required: boolean) =>
    world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { require_second_factor: required } } })
  const person = await newUser({ permissions: ['messages:read'] })
  await require(true)
  const session = await as(person)
  const [one, two] = [createAuthenticator(origin), createAuthenticator(origin)]
  const first = await add(session, one.register(await optionsFor(session)))
  expect((await session.api('/api/voice-messages')).status).toBe(200)
  const second = await add(session, two.register(await optionsFor(session)))
  expect((await remove(session, first.body.data.id)).status).toBe(200)
  expect((await remove(session, second.body.data.id)).status).toBe(409)
  await require(false)
  expect((await remove(session, second.body.data.id)).status).toBe(200)
})

it('without_a_host_name_there_are_no_passkeys', async () => {
  const elsewhere = await startWorld({ env: { PUBLIC_BASE_URL: 'http://192.0.2.7:3000' } })
  try {
    const { api } = await signIn(elsewhere, ACME.id)
    const { status, body } = await api('/api/auth/passkeys/options', { body: {} })
    expect([status, body.error.code, body.error.message]).toEqual([
      409,
      'NOT_CONFIGURED',
      expect.stringContaining('PUBLIC_BASE_URL'),
    ])
    expect((await api('/api/auth/second-factor')).body.data.passkey_origin).toBeNull()
  } finally {
    await elsewhere.stop()
  }
})
