import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows } from '../support/rows.ts'
import { askToSignIn, byCookie, OWN_PAGE, PASSWORD, signIn } from '../support/sign-in.ts'
import { HOUR_MS, MINUTE_MS } from '../support/time.ts'
import { ACME, GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const without = (names: string[], headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => !names.includes(name)))

describe('a person who signs in', () => {
  it('is_told_who_they_are_and_gets_a_cookie_that_comes_back_in_a_frame', async () => {
    const answer = await world.api('/api/auth/login', {
      key: null,
      headers: OWN_PAGE,
      body: { tenant_id: ACME.id, username: 'admin', password: PASSWORD },
    })
    expect([answer.status, answer.body.data.status]).toEqual([200, 'signed_in'])
    expect(answer.body.data.token).toBeUndefined()
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^trunkline_session_acme-corp=tls_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=None; Secure; Partitioned$/,
      ),
    ])
    const { session } = answer.body.data
    expect(session).toMatchObject({
      kind: 'password',
      stage: 'full',
      tenant: {
        id: ACME.id,
        name: 'Acme Corporation',
        timezone: 'America/New_York',
        locale: 'en-US',
        currency: 'USD',
        from_number: ACME.from,
        brand: { name: 'Trunkline', accent_colour: null },
        allowed_origins: ['http://localhost:4020'],
      },
      user: { id: expect.any(Number), username: 'admin', display_name: 'Acme Corporation operator' },
      is_test: false,
      must_change_password: false,
    })
    expect(session.permissions).toContain('users:write')
    const page = byCookie(world, ACME.id, answer.headers.getSetCookie()[0]!.split(';')[0]!)
    expect((await page('/api/auth/session')).body.data).toEqual(session)
  })

  it('leaves_their_name_in_the_audit_trail_and_the_time_on_their_row', async () => {
    const { session, api } = await signIn(world, ACME.id)
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({
      operation: 'auth.login',
      entity: 'session',
      entity_id: session.id,
      actor_type: 'user',
      actor_name: 'Acme Corporation operator',
    })
    await api('/api/voice-messages', { body: { name: 'By a person', voice_text: 'x' } })
    const [change] = (await world.api('/api/logs/audit')).body.data
    expect(change).toMatchObject({ operation: 'voice-messages.create', actor_name: 'Acme Corporation operator' })
    const [row] = readRows<{ last_login_at: string }>(
      world,
      "select last_login_at from users where tenant_id = ? and username = 'admin'",
      ACME.id,
    )
    expect(row!.last_login_at).toMatch(/Z$/)
  })

  it('keeps_their_token_out_of_the_database', async () => {
    const { token } = await signIn(world, ACME.id)
    const rows = JSON.stringify(readRows(world, 'select * from sessions'))
    expect(rows).not.toContain(token)
    expect(rows).not.toContain(token.slice(4))
  })

  it('may_use_the_token_as_a_bearer_where_cookies_do_not_come_back', async () => {
    const { token, session } = await signIn(world, ACME.id)
    const headers = { authorization: `Bearer ${token}` }
    const answer = await world.api('/api/auth/session', { key: null, headers })
    expect([answer.status, answer.body.data.id]).toEqual([200, session.id])
    const change = { key: null, headers, body: { name: 'By bearer', voice_text: 'x' } }
    expect((await world.api('/api/voice-messages', change)).status).toBe(200)
    expect((await world.api('/api/auth/session', { key: token })).status).toBe(401)
    expect((await world.api(`/api/auth/session?apiKey=${token}`, { key: null })).status).toBe(401)
  })

  it('signs_out_at_once_and_loses_the_cookie', async () => {
    const { api, token } = await signIn(world, ACME.id)
    const out = await api('/api/auth/logout', { body: {} })
    expect([out.status, out.body.data]).toEqual([200, { signed_out: true }])
    expect(out.headers.getSetCookie()).toEqual([
      'trunkline_session_acme-corp=; Max-Age=0; Path=/; HttpOnly; SameSite=None; Secure; Partitioned',
    ])
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({ operation: 'auth.logout', actor_name: 'Acme Corporation operator' })
    const answer = await api('/api/auth/session')
    expect([answer.status, answer.body.error.code]).toEqual([401, 'AUTH_INVALID'])
    const bearer = { key: null, headers: { authorization: `Bearer ${token}` } }
    expect((await world.api('/api/auth/session', bearer)).status).toBe(401)
  })

  it('has_no_session_as_a_key', async () => {
    for (const [path, body] of [['/api/auth/session'], ['/api/auth/logout', {}]] as [string, object?][]) {
      expect((await world.api(path, { body })).status).toBe(404)
    }
  })
})

describe('whoever may not', () => {
  const tries: [string, string, string, string][] = [
    ['a wrong password', ACME.id, 'admin', 'wrong'],
    ['an unknown name', ACME.id, 'nobody', PASSWORD],
    ['an unknown tenant', 'no-such-tenant', 'admin', PASSWORD],
    ['a password with more behind it', ACME.id, 'admin', `${PASSWORD}x`],
    ['a password that bcrypt would cut', ACME.id, 'admin', 'x'.repeat(80)],
    ['a name that is a statement', ACME.id, "' or 1=1 --", PASSWORD],
  ]

  it('is_told_the_same_whatever_was_wrong_and_after_the_same_time', async () => {
    const answers = []
    for (const [what, tenantId, username, password] of tries) {
      const startedAt = performance.now()
      const answer = await askToSignIn(world, tenantId, { username, password })
      const tookMs = performance.now() - startedAt
      expect([what, answer.status, answer.headers.getSetCookie()]).toEqual([what, 401, []])
      const isTooLong = password.length > 72 // wrong without being looked at, whoever it is
      if (!isTooLong) expect([what, tookMs > 50]).toEqual([what, true]) // bcrypt was asked
      answers.push({ ...answer.body, timestamp: '', ...without(['date', 'x-request-id'], answer.headers) })
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject({ error: { code: 'AUTH_INVALID' } })
  })

  it('is_no_person_of_a_suspended_tenant', async () => {
    const { api } = await signIn(world, GLOBEX.id)
    const platform = { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` }, body: {} }
    await world.api(`/api/platform/tenants/${GLOBEX.id}/suspend`, platform)
    expect((await askToSignIn(world, GLOBEX.id)).status).toBe(401)
    expect((await api('/api/auth/session')).status).toBe(401)
    await world.api(`/api/platform/tenants/${GLOBEX.id}/activate`, platform)
    expect((await askToSignIn(world, GLOBEX.id)).status).toBe(200)
  })
})

describe('a name that is tried too often', () => {
  const wrong = (tenantId: string, username = 'admin') => askToSignIn(world, tenantId, { username, password: 'wrong' })

  it('is_locked_after_five_failures_and_told_how_long_and_others_are_not', async () => {
    expect((await askToSignIn(world, ACME.id)).status).toBe(200) // whatever failed before is forgotten
    for (let index = 0; index < 5; index++) expect((await wrong(ACME.id)).status).toBe(401)
    const locked = await askToSignIn(world, ACME.id)
    expect([locked.status, locked.body.error.code]).toEqual([429, 'RATE_LIMITED'])
    const seconds = Number(locked.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(290)
    expect(seconds).toBeLessThanOrEqual(300)
    expect(locked.body.error).toMatchObject({
      message: 'Too many failed sign-ins; try again in 5 minutes',
      details: { retry_after_seconds: seconds },
    })
    expect((await askToSignIn(world, GLOBEX.id)).status).toBe(200)
    expect((await wrong(ACME.id, 'somebody-else')).status).toBe(401)
    world.moveClock(4 * MINUTE_MS)
    expect((await askToSignIn(world, ACME.id)).status).toBe(429)
    world.moveClock(MINUTE_MS)
    expect((await askToSignIn(world, ACME.id)).status).toBe(200)
  })

  it('counts_tries_at_once_like_tries_in_a_row', async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => wrong(ACME.id, 'at-once')))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429])
  })

  it('begins_anew_after_a_right_password_and_after_a_while', async () => {
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 4; index++) await wrong(GLOBEX.id)
      expect((await askToSignIn(world, GLOBEX.id)).status).toBe(200)
    }
    for (let index = 0; index < 4; index++) await wrong(GLOBEX.id)
    world.moveClock(5 * MINUTE_MS)
    await wrong(GLOBEX.id)
    expect((await askToSignIn(world, GLOBEX.id)).status).toBe(200)
  })
})

describe('a session', () => {
  const isIn = async (api: Awaited<ReturnType<typeof signIn>>['api']) => (await api('/api/auth/session')).status === 200

  it('ends_twelve_hours_after_its_last_use', async () => {
    const { api } = await signIn(world, ACME.id)
    const other = await signIn(world, GLOBEX.id)
    world.moveClock(11 * HOUR_MS)
    expect(await isIn(api)).toBe(true)
    await world.restart('stop') // what is kept in memory is written
    world.moveClock(11 * HOUR_MS)
    expect(await isIn(api)).toBe(true)
    expect(await isIn(other.api)).toBe(false)
  })
})
