import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Api } from '../support/api.ts'
import { peopleOf } from '../support/people.ts'
import { readRows } from '../support/rows.ts'
import { askToSignIn, OWN_PAGE, signedIn, signIn, type SignedIn } from '../support/sign-in.ts'
import { MINUTE_MS, serverNow } from '../support/time.ts'
import { totpCode } from '../support/totp.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const { newUser, get } = peopleOf(() => world)
const STEP_MS = 30_000

/** What the authenticator shows so many steps from now; at a step's very end, of the next one. */
function codeOf(secret: string, steps = 0): string {
  const leftMs = STEP_MS - (serverNow(world).getTime() % STEP_MS)
  if (leftMs < 5_000) world.moveClock(leftMs)
  return totpCode(secret, new Date(serverNow(world).getTime() + steps * STEP_MS))
}
/** The next code is another one: a code works once. */
const waitForNextCode = () => world.moveClock(STEP_MS)
const wrong = (secret: string) =>
  ['000000', '111111', '222222', '333333'].find(
    (code) => ![-2, -1, 0, 1, 2].some((steps) => codeOf(secret, steps) === code),
  )!

const OWN_PASSWORD = { password: 'long enough' }
const start = async (api: Api, proof: object = OWN_PASSWORD) => api('/api/auth/totp', { body: proof })
const confirm = (api: Api, pending: string, code: string) => api('/api/auth/totp/confirm', { body: { pending, code } })
const removeTotp = (api: Api, proof: object) => api('/api/auth/totp', { method: 'DELETE', body: proof })

async function setUp({ api }: SignedIn): Promise<string> {
  const { secret, pending } = (await start(api)).body.data
  expect((await confirm(api, pending, codeOf(secret))).status).toBe(200)
  waitForNextCode()
  return secret
}

const login = (person: { username: string }) =>
  askToSignIn(world, ACME.id, { username: person.username, password: 'long enough' })
const as = (person: { username: string }) =>
  signIn(world, ACME.id, { username: person.username, password: 'long enough' })
const finish = (challenge: string, code: string): Promise<Answer> =>
  world.api('/api/auth/second-factor', { key: null, headers: OWN_PAGE, body: { challenge, code, bearer: true } })

async function personWithTotp() {
  const person = await newUser({ permissions: ['messages:read'] })
  const session = await as(person)
  return { person, session, secret: await setUp(session) }
}

async function requireSecondFactor(required: boolean) {
  const body = { settings: { require_second_factor: required } }
  expect((await world.api('/api/tenant/profile', { method: 'PUT', body })).status).toBe(200)
}

describe('an authenticator', () => {
  it('counts_once_a_code_of_it_is_confirmed', async () => {
    const person = await newUser()
    const { api } = await as(person)
    const { secret, uri, qr_svg: svg, pending } = (await start(api)).body.data
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(uri).toMatch(/^otpauth:\/\/totp\/Trunkline:.*[?&]secret=[A-Z2-7]{32}.*&algorithm=SHA1&digits=6&period=30$/)
    expect(uri).toContain(secret)
    expect(svg).toMatch(/^<svg [^]*<\/svg>$/)
    expect((await login(person)).body.data.status).toBe('signed_in')

    expect((await confirm(api, pending, wrong(secret))).body.error.details.field).toBe('code')
    expect((await get(person.id)).second_factor.totp).toBe(false)
    expect((await confirm(api, pending, codeOf(secret))).body.data).toEqual({ totp: true })
    expect((await get(person.id)).second_factor).toEqual({ totp: true, passkeys: 0 })
    expect((await api('/api/auth/second-factor')).body.data).toMatchObject({ required: false, totp: true, passkeys: 0 })
    expect((await login(person)).body.data).toMatchObject({ status: 'second_factor', methods: ['totp'] })
    const kept = JSON.stringify(readRows(world, 'select * from users where id = ?', person.id))
    for (const text of [kept, (await world.api('/api/logs/audit')).text, JSON.stringify(world.log())])
      expect(text).not.toContain(secret)
  })

  it('pending_is_of_no_use_to_another_session_later_or_changed', async () => {
    const person = await newUser()
    const [one, two] = [await as(person), await as(person)]
    const { secret, pending } = (await start(one.api)).body.data
    for (const [api, sealed] of [
      [two.api, pending],
      [one.api, `${pending}x`],
      [one.api, 'nonsense'],
    ] as const)
      expect((await confirm(api, sealed, codeOf(secret))).body.error?.details.field).toBe('pending')
    world.moveClock(10 * MINUTE_MS + 1_000)
    expect((await confirm(one.api, pending, codeOf(secret))).body.error.message).toContain('10 minutes')
  })

  it('is_replaced_only_with_a_proof', async () => {
    const { session, secret } = await personWithTotp()
    const { api } = session
    expect((await start(api, {})).body.error.details.field).toBe('password')
    expect((await start(api, { password: 'wrong' })).status).toBe(422)
    const next = (await start(api, { code: codeOf(secret) })).body.data
    expect((await confirm(api, next.pending, codeOf(next.secret))).status).toBe(200)
    waitForNextCode()
    expect((await removeTotp(api, { code: codeOf(secret) })).status).toBe(422)
    expect((await removeTotp(api, { code: codeOf(next.secret) })).status).toBe(200)
  })

  it('begun_before_another_was_set_up_takes_nothing_over', async () => {
    const { api } = await as(await newUser())
    const early = (await start(api)).body.data
    const late = (await start(api)).body.data
    expect((await confirm(api, late.pending, codeOf(late.secret))).status).toBe(200)
    expect((await confirm(api, early.pending, codeOf(early.secret))).status).toBe(409)
  })

  it('is_removed_with_the_password_and_then_not_asked_for', async () => {
    const { person, session } = await personWithTotp()
    expect((await removeTotp(session.api, {})).status).toBe(422)
    expect((await removeTotp(session.api, { password: 'long enough' })).body.data).toEqual({ deleted: true })
    expect((await removeTotp(session.api, { password: 'long enough' })).status).toBe(404)
    expect((await login(person)).body.data.status).toBe('signed_in')
  })

  it('lost_is_reset_by_an_administrator', async () => {
    const { person } = await personWithTotp()
    const answer = await world.api(`/api/users/${person.id}/reset-second-factor`, { body: {} })
    expect(answer.body.data.second_factor).toEqual({ totp: false, passkeys: 0 })
    expect((await login(person)).body.data.status).toBe('signed_in')
  })

  it('is_not_for_keys_and_hosts', async () => {
    expect((await start(world.api)).status).toBe(404)
    const user = { external_id: 'host-9', display_name: 'Host', permissions: [] }
    const { token: embed } = (await world.api('/api/auth/embed', { body: { user } })).body.data
    const opened = await world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body: { embed } })
    expect((await start(signedIn(world, ACME.id, opened).api)).status).toBe(403)
  })
})

describe('a sign-in with two steps', () => {
  it('opens_a_session_only_after_the_second', async () => {
    const { person, secret } = await personWithTotp()
    const first = await login(person)
    expect(first.headers.get('set-cookie')).toBeNull()
    const answer = await finish(first.body.data.challenge, `${codeOf(secret).slice(0, 3)} ${codeOf(secret).slice(3)}`)
    expect(answer.body.data).toMatchObject({ status: 'signed_in', session: { stage: 'full', kind: 'password' } })
    expect((await signedIn(world, ACME.id, answer).api('/api/voice-messages')).status).toBe(200)
    expect((await get(person.id)).last_login_at).not.toBeNull()
    const again = await finish(first.body.data.challenge, codeOf(secret, 1))
    expect([again.status, again.body.error.details.reason]).toEqual([401, 'used_token'])
  })

  it('takes_a_code_of_the_step_before_and_after_and_no_other', async () => {
    const { person, secret } = await personWithTotp()
    waitForNextCode()
    for (const [steps, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [1, 200],
    ] as const) {
      const { challenge } = (await login(person)).body.data
      expect([steps, (await finish(challenge, codeOf(secret, steps))).status]).toEqual([steps, status])
    }
  })

  it('code_works_once_even_when_it_comes_twice_at_the_same_time', async () => {
    const { person, secret } = await personWithTotp()
    const challenges = [(await login(person)).body.data.challenge, (await login(person)).body.data.challenge]
    const code = codeOf(secret)
    const answers = await Promise.all(challenges.map((challenge) => finish(challenge, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    const third = (await login(person)).body.data.challenge
    expect((await finish(third, code)).status).toBe(401)
  })

  it('five_wrong_codes_end_it_and_another_sign_in_is_no_way_around', async () => {
    const { person, secret } = await personWithTotp()
    const { challenge } = (await login(person)).body.data
    for (let index = 0; index < 5; index++) {
      const { status, body } = await finish(challenge, wrong(secret))
      expect([status, body.error.details.reason]).toEqual([401, 'wrong_factor'])
    }
    const next = (await login(person)).body.data.challenge
    for (const each of [challenge, next]) {
      const { status, headers } = await finish(each, codeOf(secret))
      expect([status, Number(headers.get('retry-after'))]).toEqual([429, expect.any(Number)])
    }
    world.moveClock(5 * MINUTE_MS)
    const later = (await login(person)).body.data.challenge
    expect((await finish(challenge, codeOf(secret))).status).toBe(401)
    expect((await finish(later, codeOf(secret))).status).toBe(200)
  })

  it('waits_five_minutes_and_ends_with_a_reset', async () => {
    const { person, secret } = await personWithTotp()
    const { challenge } = (await login(person)).body.data
    await world.api(`/api/users/${person.id}/reset-password`, { body: {} })
    expect((await finish(challenge, codeOf(secret))).body.error.details.reason).toBe('used_token')
    const other = await personWithTotp()
    const late = (await login(other.person)).body.data.challenge
    world.moveClock(5 * MINUTE_MS + 1_000)
    expect((await finish(late, codeOf(other.secret))).body.error.details.reason).toBe('expired_token')
    expect((await finish('tlf_nonsense', '123456')).body.error.details.reason).toBe('unknown_token')
  })

  it.each([
    ['neither', {}],
    ['both', { code: '123456', passkey: { id: 'x', rawId: 'x', type: 'public-key', response: {} } }],
    ['a code of letters', { code: 'abcdef' }],
  ])('wants a code or a passkey, not %s', async (_name, given) => {
    const body = { challenge: 'tlf_x', ...given }
    expect((await world.api('/api/auth/second-factor', { key: null, headers: OWN_PAGE, body })).status).toBe(422)
  })
})

describe('where a second factor is required', () => {
  it('a_session_without_one_can_do_nothing_but_set_it_up', async () => {
    const person = await newUser({ permissions: ['messages:read'] })
    await requireSecondFactor(true)
    const session = await as(person)
    expect(session.session.stage).toBe('enrolment')
    expect((await session.api('/api/voice-messages')).status).toBe(403)
    expect((await session.api('/api/auth/second-factor')).body.data).toMatchObject({
      required: true,
      totp: false,
      needs_proof: false,
    })
    expect((await start(session.api, {})).status).toBe(200)
    world.moveClock(15 * MINUTE_MS + 1_000)
    expect((await session.api('/api/auth/second-factor')).body.data.needs_proof).toBe(true)
    expect((await start(session.api, {})).status).toBe(422)
    await setUp(session)
    expect((await session.api('/api/voice-messages')).status).toBe(200)
    expect((await session.api('/api/auth/session')).body.data.stage).toBe('full')
    const last = await removeTotp(session.api, { password: 'long enough' })
    expect([last.status, last.body.error.code]).toEqual([409, 'CONFLICT'])
    expect((await get(person.id)).second_factor.totp).toBe(true)
    await requireSecondFactor(false)
    expect((await removeTotp(session.api, { password: 'long enough' })).status).toBe(200)
  })
})
