import { afterEach, describe, expect, it } from 'vitest'
import { peopleOf } from '../support/people.ts'
import { askToSignIn, OWN_PAGE, PASSWORD, signIn } from '../support/sign-in.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
afterEach(() => world.stop())

const tryAs = (username: string, headers: Record<string, string> = {}) =>
  askToSignIn(world, ACME.id, { username, password: 'not it', headers: { ...OWN_PAGE, ...headers } })

describe('an address that tries one name after the other', () => {
  it('has_to_wait_and_others_do_not', async () => {
    world = await startWorld({ env: { SIGN_IN_FAILURES_PER_ADDRESS: '3', TRUST_PROXY: '1' } })
    const from = (address: string) => ({ 'x-forwarded-for': `192.0.2.99, ${address}` })
    const statuses = []
    for (const name of ['a', 'b', 'c', 'd']) statuses.push((await tryAs(name, from('203.0.113.5'))).status)
    expect(statuses).toEqual([401, 401, 401, 429])
    const refused = await askToSignIn(world, GLOBEX.id, { headers: { ...OWN_PAGE, ...from('203.0.113.5') } })
    expect([refused.status, refused.body.error.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200)
    const passkey = await world.api('/api/auth/second-factor', {
      key: null,
      headers: { ...OWN_PAGE, ...from('203.0.113.5') },
      body: { challenge: 'tlf_nonsense', code: '123456' },
    })
    expect(passkey.status).toBe(401) // nothing was guessed: there is no such sign-in
    expect((await askToSignIn(world, ACME.id, { headers: { ...OWN_PAGE, ...from('203.0.113.6') } })).status).toBe(200)
  })

  it('is_its_whole_network_where_it_is_of_version_6', async () => {
    world = await startWorld({ env: { SIGN_IN_FAILURES_PER_ADDRESS: '1', TRUST_PROXY: '1' } })
    const statuses = []
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:3::1'])
      statuses.push((await tryAs('a', { 'x-forwarded-for': address })).status)
    expect(statuses).toEqual([401, 429, 401])
  })

  it('is_not_counted_for_those_who_are_right', async () => {
    world = await startWorld({ env: { SIGN_IN_FAILURES_PER_ADDRESS: '2' } })
    for (let index = 0; index < 4; index++) expect((await askToSignIn(world, ACME.id)).status).toBe(200)
    expect((await tryAs('a')).status).toBe(401)
    expect((await askToSignIn(world, ACME.id)).status).toBe(200)
  })
})

it('more_passwords_at_once_than_can_be_compared_have_to_wait', async () => {
  world = await startWorld()
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => tryAs(`nobody-${index}`)))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(answers.filter(({ status }) => status === 401).length).toBe(answers.length - refused.length)
  expect(refused[0]!.headers.get('retry-after')).toBe('5')
  expect((await askToSignIn(world, ACME.id)).status).toBe(200)
})

it('pages_that_are_open_leave_the_tenants_requests_to_its_programs', async () => {
  world = await startWorld({ env: { RATE_LIMIT_PER_MINUTE: '5' } })
  const { api } = await signIn(world, ACME.id, { password: PASSWORD })
  const statuses = []
  for (let index = 0; index < 6; index++) statuses.push((await api('/api/voice-messages')).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  const { create } = peopleOf(() => world)
  expect((await create()).status).toBe(200)
  const change = () => api('/api/auth/tickets', { body: { path: '/api/events' } })
  for (let index = 0; index < 4; index++) expect((await change()).status).toBe(200)
  expect((await change()).status).toBe(429) // what pages change is the tenant's like any other change
})
