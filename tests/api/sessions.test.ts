import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askToSignIn, byCookie, OWN_PAGE, signIn, type SignedIn } from '../support/sign-in.ts'
import { countRows, readRows } from '../support/rows.ts'
import { HOUR_MS, MINUTE_MS } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
let acme: SignedIn
let globex: SignedIn
beforeAll(async () => {
  world = await startWorld()
  acme = await signIn(world, ACME.id)
  globex = await signIn(world, GLOBEX.id)
})
afterAll(() => world.stop())

const ask = (headers: Record<string, string>, path = '/api/auth/session') => world.api(path, { key: null, headers })

describe('a cookie', () => {
  it('of_each_tenant_counts_for_that_one_in_one_and_the_same_browser', async () => {
    const cookie = `${acme.cookie}; ${globex.cookie}`
    for (const id of [ACME.id, GLOBEX.id]) {
      expect((await ask({ cookie, 'x-tenant-id': id })).body.data.tenant.id).toBe(id)
    }
  })

  it.each([
    ['without_a_tenant', () => ({ cookie: acme.cookie })],
    ['for_another_tenant', () => ({ cookie: acme.cookie, 'x-tenant-id': GLOBEX.id })],
    ['for_a_tenant_that_is_not_there', () => ({ cookie: acme.cookie, 'x-tenant-id': 'no-such-one' })],
    ['for_a_tenant_with_no_name', () => ({ cookie: acme.cookie, 'x-tenant-id': '' })],
  ])('%s is nobody', async (_what, headers) => {
    const answer = await ask(headers())
    expect([answer.status, answer.body.error.code]).toEqual([401, 'AUTH_REQUIRED'])
  })

  it('under_another_tenants_name_reaches_neither', async () => {
    const cookie = `trunkline_session_${GLOBEX.id}=${acme.token}`
    expect((await ask({ cookie, 'x-tenant-id': GLOBEX.id })).status).toBe(403)
    expect((await ask({ cookie, 'x-tenant-id': ACME.id })).status).toBe(401)
  })

  it('that_is_no_token_is_nobody', async () => {
    for (const value of ['tls_', ACME.key, `${acme.token}x`, "' or 1=1 --"]) {
      const cookie = `trunkline_session_${ACME.id}=${encodeURIComponent(value)}`
      expect((await ask({ cookie, 'x-tenant-id': ACME.id })).status).toBe(401)
    }
  })

  it('gives_way_to_a_key_and_to_a_bearer', async () => {
    const headers = { cookie: acme.cookie, 'x-tenant-id': ACME.id }
    expect((await ask({ ...headers, 'x-api-key': 'nobody_has_this' })).status).toBe(401)
    expect((await ask({ ...headers, authorization: `Bearer ${globex.token}` })).status).toBe(403)
  })
})

describe('a change by cookie', () => {
  const change = (headers: Record<string, string>, cookie = acme.cookie) =>
    world.api('/api/voice-messages', {
      key: null,
      headers: { cookie, 'x-tenant-id': ACME.id, ...headers },
      body: { name: 'By cookie', voice_text: 'x' },
    })
  const own = () => world.url

  const foreign: [string, () => Record<string, string>][] = [
    ['from another site', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['from another origin of this site', () => ({ 'sec-fetch-site': 'same-site' })],
    ['from nowhere', () => ({ 'sec-fetch-site': 'none' })],
    ['from another site that names ours', () => ({ 'sec-fetch-site': 'cross-site', origin: own() })],
    ['with another origin', () => ({ origin: 'http://evil.example' })],
    ['with an origin that only begins like ours', () => ({ origin: `${own()}.evil.example` })],
    ['with a hidden origin', () => ({ origin: 'null' })],
    ['without a word', () => ({})],
  ]

  it.each(foreign)('%s is refused', async (_where, headers) => {
    const before = countRows(world)
    const answer = await change(headers())
    expect([answer.status, answer.body.error.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED'])
    expect(countRows(world)).toEqual(before)
  })

  it.each(foreign)('%s: nor signing in, exchanging or signing out', async (_where, headers) => {
    const post = (path: string, body: object, more = {}) =>
      world.api(path, { key: null, headers: { ...more, ...headers() }, body })
    const credentials = { tenant_id: ACME.id, username: 'admin', password: 'demo-password' }
    const answers = [
      await post('/api/auth/login', credentials),
      await post('/api/auth/exchange', { embed: 'tle_x' }),
      await post('/api/auth/logout', {}, { cookie: acme.cookie, 'x-tenant-id': ACME.id }),
    ]
    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual(
      answers.map(() => [403, 'ORIGIN_NOT_ALLOWED']),
    )
    expect(answers.flatMap(({ headers: given }) => given.getSetCookie())).toEqual([])
  })

  it('from_our_own_page_is_made', async () => {
    expect((await change(OWN_PAGE)).status).toBe(200)
    expect((await change({ origin: own() })).status).toBe(200)
  })

  it('by_bearer_or_key_may_come_from_anywhere_since_no_browser_adds_those', async () => {
    const headers = { authorization: `Bearer ${acme.token}`, 'sec-fetch-site': 'cross-site' }
    expect((await change(headers, '')).status).toBe(200)
    expect((await change({ 'x-api-key': ACME.key, 'sec-fetch-site': 'cross-site' }, '')).status).toBe(200)
  })

  it('reading_needs_no_origin', async () => {
    const headers = { cookie: acme.cookie, 'x-tenant-id': ACME.id, 'sec-fetch-site': 'cross-site' }
    expect((await ask(headers, '/api/voice-messages')).status).toBe(200)
  })
})

describe('a ticket', () => {
  const PATH = '/api/tenant/profile'
  const ticketFor = async (path: string, session = acme) =>
    (await session.api('/api/auth/tickets', { body: { path } })).body.data as { ticket: string; expires_at: string }
  const use = (ticket: string, path = PATH, request = {}) =>
    world.api(`${path}?ticket=${ticket}`, { key: null, ...request })

  it('stands_for_its_session_once', async () => {
    const { ticket, expires_at } = await ticketFor(PATH)
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(MINUTE_MS)
    expect((await use(ticket)).body.data.id).toBe(ACME.id)
    const again = await use(ticket)
    expect([again.status, again.body.error.code]).toEqual([401, 'AUTH_INVALID'])
  })

  it('of_which_many_try_at_once_counts_once', async () => {
    const { ticket } = await ticketFor(PATH)
    const answers = await Promise.all(Array.from({ length: 8 }, () => use(ticket)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it.each(['/api/voice-messages', '/v1/tenant/profile', '/api/tenant/profile/', '/api/tenant/usage'])(
    'counts_for_no_other_path: %s',
    async (path) => {
      const { ticket } = await ticketFor(PATH)
      expect((await use(ticket, path)).status).toBe(401)
    },
  )

  it('counts_for_reading_only_and_for_sixty_seconds', async () => {
    const { ticket: forList } = await ticketFor('/api/voice-messages')
    const change = { method: 'POST', body: { name: 'x', voice_text: 'x' } }
    expect((await use(forList, '/api/voice-messages', change)).status).toBe(401)
    expect((await use(forList, '/api/voice-messages')).status).toBe(200)
    const { ticket } = await ticketFor(PATH)
    world.moveClock(MINUTE_MS)
    expect((await use(ticket)).status).toBe(401)
  })

  it('ends_with_its_session', async () => {
    const other = await signIn(world, ACME.id)
    const { ticket } = await ticketFor(PATH, other)
    await other.api('/api/auth/logout', { body: {} })
    expect((await use(ticket)).status).toBe(401)
  })

  it.each(['/admin/acme-corp', 'https://evil.example/api/x', '/api/x?apiKey=1', '/api/', '//api/x'])(
    'is_not_given_for: %s',
    async (path) => {
      expect((await acme.api('/api/auth/tickets', { body: { path } })).status).toBe(422)
    },
  )

  it('is_given_to_sessions_alone', async () => {
    expect((await world.api('/api/auth/tickets', { body: { path: PATH } })).status).toBe(404)
  })
})

describe('whoever a session belongs to', () => {
  it('acts_by_todays_permissions_and_not_at_all_once_deactivated', async () => {
    const password = 'a-long-password-2'
    const person = { username: 'cy', display_name: 'Cy', password, permissions: ['messages:read'] }
    const { id } = (await world.api('/api/users', { body: person })).body.data
    const cy = await signIn(world, ACME.id, { username: 'cy', password })
    expect((await cy.api('/api/voice-messages')).status).toBe(200)
    expect((await cy.api('/api/logs/audit')).status).toBe(403)
    const more = { method: 'PUT', body: { permissions: ['messages:read', 'logs:read'] } }
    await world.api(`/api/users/${id}`, more)
    expect((await cy.api('/api/logs/audit')).status).toBe(200)
    await world.api(`/api/users/${id}`, { method: 'DELETE' })
    expect((await cy.api('/api/voice-messages')).status).toBe(401)
    expect((await askToSignIn(world, ACME.id, { username: 'cy', password })).status).toBe(401)
  })

  it('can_do_nothing_with_a_password_that_somebody_else_knows', async () => {
    const made = (
      await world.api('/api/users', { body: { username: 'di', display_name: 'Di', is_admin: true, permissions: [] } })
    ).body.data
    const di = await signIn(world, ACME.id, { username: 'di', password: made.temporary_password })
    expect(di.session).toMatchObject({ must_change_password: true, permissions: [] })
    const answer = await di.api('/api/voice-messages')
    expect([answer.status, answer.body.error]).toMatchObject([
      403,
      { code: 'PERMISSION_DENIED', message: 'Choose another password first' },
    ])
    expect((await di.api('/api/auth/session')).status).toBe(200)
  })

  it('can_only_set_up_a_second_factor_where_the_tenant_wants_one', async () => {
    const settings = (require_second_factor: boolean) => ({
      method: 'PUT',
      key: GLOBEX.key,
      body: { settings: { require_second_factor } },
    })
    await world.api('/api/tenant/profile', settings(true))
    const { session, api } = await signIn(world, GLOBEX.id)
    expect(session).toMatchObject({ stage: 'enrolment', permissions: [] })
    expect((await api('/api/voice-messages')).body.error).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: 'Set up a second factor first',
    })
    expect((await api('/api/auth/session')).status).toBe(200)
    await world.api('/api/tenant/profile', settings(false))
  })
})

it('rows_of_what_ended_are_purged_after_a_while', async () => {
  const { session } = await signIn(world, ACME.id)
  const count = (sql: string, ...params: unknown[]) => readRows<{ n: number }>(world, sql, ...params)[0]!.n
  const rows = () => count('select count(*) as n from sessions where id = ?', session.id)
  const tokens = () => count('select count(*) as n from one_time_tokens')
  expect([rows(), tokens() > 0]).toEqual([1, true])
  world.moveClock(2 * 24 * HOUR_MS)
  await world.restart('stop') // a start queues the hour's work
  await expect.poll(tokens, { timeout: 20_000 }).toBe(0)
  expect(rows()).toBe(1)
  world.moveClock(31 * 24 * HOUR_MS)
  await world.restart('stop')
  await expect.poll(rows, { timeout: 20_000 }).toBe(0)
})

it('cookies_are_kept_apart_by_their_names_alone', async () => {
  expect(acme.cookie.split('=')[0]).not.toBe(globex.cookie.split('=')[0])
  const api = byCookie(world, ACME.id, globex.cookie)
  expect((await api('/api/auth/session')).status).toBe(401)
})
