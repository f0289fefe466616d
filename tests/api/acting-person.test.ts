import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { peopleOf } from '../support/people.ts'
import { askToSignIn, byCookie, OWN_PAGE, signIn, signedIn, type SignedIn } from '../support/sign-in.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const { newUser } = peopleOf(() => world)
const as = ({ username }: { username: string }) => signIn(world, ACME.id, { username, password: 'long enough' })
const two = async () => [await newUser({ permissions: ['messages:read', 'messages:write'] }), await newUser()] as const
/** What a page of `shown` does in a browser whose cookie is of `cookie`. */
const pageOf = (shown: SignedIn, cookie: SignedIn) => (path: string, body?: object) =>
  byCookie(world, ACME.id, cookie.cookie)(path, { body, headers: { 'x-acts-as': shown.session.acts_as } })
const embed = async (key = ACME.key) => {
  const { token } = (await world.api('/api/auth/embed', { key, body: {} })).body.data
  const answer = await world.api('/api/auth/exchange', {
    key: null,
    headers: OWN_PAGE,
    body: { embed: token, bearer: true },
  })
  return signedIn(world, ACME.id, answer)
}

describe('a page of a browser in which somebody else has signed in', () => {
  it('neither_reads_nor_acts_as_them', async () => {
    const [anna, ben] = await two()
    const [hers, his] = [await as(anna), await as(ben)]
    const page = pageOf(hers, his)
    for (const answer of [
      await page('/api/auth/session'),
      await page('/api/voice-messages', { name: 'By whom?', voice_text: 'x' }),
      await page('/api/auth/tickets', { path: '/api/events' }),
    ]) {
      expect([answer.status, answer.body.error.code, answer.body.error.details]).toEqual([
        401,
        'AUTH_INVALID',
        { reason: 'other_person' },
      ])
    }
    expect((await world.api('/api/voice-messages')).text).not.toContain('By whom?')
  })

  it('goes_on_with_any_session_of_its_own_person', async () => {
    const [anna] = await two()
    const [first, again] = [await as(anna), await as(anna)]
    expect((await pageOf(first, again)('/api/voice-messages')).status).toBe(200)
    expect(first.session.id).not.toBe(again.session.id)
  })

  it('may_sign_in_without_saying_whose_it_was', async () => {
    const [anna, ben] = await two()
    const his = await as(ben)
    const answer = await askToSignIn(world, ACME.id, {
      username: anna.username,
      password: 'long enough',
      headers: { ...OWN_PAGE, cookie: his.cookie },
    })
    expect(answer.status).toBe(200)
    expect((await his.api('/api/auth/session')).body.data.user.id).toBe(ben.id)
  })

  it('does_not_send_for_real_where_it_shows_a_test_nor_by_another_key', async () => {
    const made = await world.api('/api/tenant/api-keys', {
      body: { name: 'Trial', mode: 'test', permissions: ['messages:read'] },
    })
    expect(made.status, made.text).toBe(200)
    const [real, trial] = [await embed(), await embed(made.body.data.api_key)]
    expect((await pageOf(real, real)('/api/voice-messages')).status).toBe(200)
    expect((await pageOf(trial, real)('/api/voice-messages')).status).toBe(401)
    expect((await pageOf(real, trial)('/api/voice-messages')).status).toBe(401)
  })
})
