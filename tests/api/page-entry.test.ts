import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byCookie, OWN_PAGE, signIn } from '../support/sign-in.ts'
import { readRows } from '../support/rows.ts'
import { MINUTE_MS } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const HOST = 'http://localhost:4020'
const BROWSER = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }
const IN_FRAME = { ...BROWSER, 'sec-fetch-dest': 'iframe' }

const open = (path: string, headers: Record<string, string> = IN_FRAME) => world.api(path, { key: null, headers })
const policyOf = (headers: Headers) =>
  Object.fromEntries(
    (headers.get('content-security-policy') ?? '')
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name, ...sources]) => [name, sources]),
  ) as Record<string, string[]>
const embedToken = async (body: object = {}, key = ACME.key) =>
  (await world.api('/api/auth/embed', { body, key })).body.data as { token: string; url: string; expires_at: string }
const cookiesOf = (headers: Headers) =>
  headers.getSetCookie().filter((cookie) => cookie.startsWith('trunkline_session'))
const countSessions = () => readRows<{ n: number }>(world, 'select count(*) as n from sessions')[0]!.n
/** The reason for which a page shows nothing, as the page itself was told. */
const reasonOf = (html: string) => /"(wrong_tenant|wrong_key|\w+_token|origin_not_allowed)"/.exec(html)?.[1]

describe('a key in the address', () => {
  it('becomes_a_session_of_the_key_whose_cookie_comes_along', async () => {
    const page = await open(`/admin/${ACME.id}?apiKey=${ACME.key}&status=failed`)
    expect(page.status).toBe(200)
    const cookie = cookiesOf(page.headers)[0]!
    expect(cookie).toMatch(/^trunkline_session_acme-corp=tls_[\w-]{43}; .*SameSite=None; Secure; Partitioned$/)
    expect(page.text).not.toContain(ACME.key)
    const { body } = await byCookie(world, ACME.id, cookie.split(';')[0]!)('/api/auth/session')
    expect(body.data).toMatchObject({
      kind: 'api_key',
      user: { id: null, username: null, display_name: expect.stringMatching(/^Demo key/) },
    })
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({ operation: 'auth.exchange', entity: 'session', actor_type: 'api_key' })
  })

  it.each([
    ['of_another_tenant', `/admin/${ACME.id}?apiKey=${GLOBEX.key}`, 403, 'wrong_tenant'],
    ['for_a_tenant_that_is_not_there', `/admin/no-such-tenant?apiKey=${GLOBEX.key}`, 403, 'wrong_tenant'],
    ['for_a_tenant_that_cannot_be', `/admin/..%2f?apiKey=${GLOBEX.key}`, 403, 'wrong_tenant'],
    ['that_nobody_has', `/admin/${ACME.id}?apiKey=nobody_has_this_key_1`, 401, 'wrong_key'],
    ['that_nobody_has_for_nobody', '/admin/no-such-tenant?apiKey=nobody_has_this_key_1', 401, 'wrong_key'],
    ['given_twice', `/admin/${ACME.id}?apiKey=${ACME.key}&apiKey=${ACME.key}`, 401, 'wrong_key'],
    ['that_is_empty', `/admin/${ACME.id}?apiKey=`, 401, 'wrong_key'],
  ])('%s opens nothing', async (_what, path, status, reason) => {
    const before = countSessions()
    const page = await open(path)
    expect([page.status, reasonOf(page.text)]).toEqual([status, reason])
    expect(cookiesOf(page.headers)).toEqual([])
    expect(page.text).not.toMatch(/Acme Corporation|Globex Inc|_api_key_|nobody_has/)
    expect(countSessions()).toBe(before)
  })

  it('refused_for_a_wrong_tenant_does_not_say_whether_that_one_exists', async () => {
    const withoutNonce = (text: string, id: string) =>
      text
        .replaceAll(/nonce="[^"]*"/g, '')
        .replaceAll(id, '{id}')
        .replaceAll(/\d{13}/g, '')
    const there = await open(`/admin/${ACME.id}?apiKey=${GLOBEX.key}`)
    const nowhere = await open(`/admin/no-such-one?apiKey=${GLOBEX.key}`)
    expect(withoutNonce(there.text, ACME.id)).toBe(withoutNonce(nowhere.text, 'no-such-one'))
  })

  it('that_was_revoked_ends_its_sessions_with_the_next_request', async () => {
    const made = (await world.api('/api/tenant/api-keys', { body: { name: 'Frame', permissions: ['messages:read'] } }))
      .body.data
    const page = await open(`/admin/${ACME.id}?apiKey=${made.api_key}`)
    const asPage = byCookie(world, ACME.id, cookiesOf(page.headers)[0]!.split(';')[0]!)
    expect((await asPage('/api/voice-messages')).status).toBe(200)
    expect((await asPage('/api/logs/audit')).status).toBe(403)
    await world.api(`/api/tenant/api-keys/${made.id}`, { method: 'DELETE' })
    expect((await asPage('/api/voice-messages')).status).toBe(401)
    expect(reasonOf((await open(`/admin/${ACME.id}?apiKey=${made.api_key}`)).text)).toBe('wrong_key')
  })
})

describe('an embed token', () => {
  const ANN = { external_id: 'crm/4711', display_name: 'Ann Host', permissions: ['messages:read', 'messages:write'] }

  it('opens_the_pages_once_for_a_person_whom_the_audit_trail_names', async () => {
    const { token, url, expires_at } = await embedToken({ user: ANN })
    expect(url).toBe(`${world.url}/admin/${ACME.id}?embed=${token}`)
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(2 * MINUTE_MS)
    const [made] = (await world.api('/api/logs/audit')).body.data
    expect(made).toMatchObject({ operation: 'auth.embed', entity: 'user', actor_type: 'api_key', before: null })

    const page = await open(url.slice(world.url.length))
    expect(page.status).toBe(200)
    expect(page.text).not.toContain(token)
    const asAnn = byCookie(world, ACME.id, cookiesOf(page.headers)[0]!.split(';')[0]!)
    const { body } = await asAnn('/api/auth/session')
    expect(body.data).toMatchObject({
      kind: 'embed',
      user: { display_name: 'Ann Host', username: expect.stringMatching(/^crm-4711-/) },
      permissions: ['messages:read', 'messages:write'],
    })
    await asAnn('/api/voice-messages', { body: { name: 'By Ann', voice_text: 'x' } })
    const [change] = (await world.api('/api/logs/audit')).body.data
    expect(change).toMatchObject({ operation: 'voice-messages.create', actor_type: 'user', actor_name: 'Ann Host' })

    const again = await open(url.slice(world.url.length))
    expect([again.status, reasonOf(again.text)]).toEqual([401, 'used_token'])
    expect(cookiesOf(again.headers)).toEqual([])
  })

  it('finds_the_person_again_and_brings_name_and_permissions_up_to_date', async () => {
    await embedToken({ user: ANN })
    const changed = { ...ANN, display_name: 'Ann Married', permissions: ['messages:read'] }
    await embedToken({ user: changed })
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({
      operation: 'auth.embed',
      before: { display_name: 'Ann Host', permissions: ANN.permissions },
      after: { display_name: 'Ann Married', permissions: ['messages:read'] },
    })
    await embedToken({ user: changed })
    expect((await world.api('/api/logs/audit')).body.data[0].id).toBe(entry.id) // nothing changed: nothing said
    const rows = readRows(world, 'select * from users where external_subject = ?', ANN.external_id)
    expect(rows).toMatchObject([{ is_admin: 0, password_hash: '!' }])
  })

  it('never_gives_more_than_the_key_has_even_later', async () => {
    const permissions = ['messages:read', 'messages:write']
    const key = (await world.api('/api/tenant/api-keys', { body: { name: 'Host', permissions, mode: 'test' } })).body
      .data
    const beyond = { ...ANN, external_id: 'greedy', permissions: ['messages:read', 'users:write'] }
    const refused = await world.api('/api/auth/embed', { key: key.api_key, body: { user: beyond } })
    expect([refused.status, refused.body.error]).toMatchObject([
      403,
      { code: 'PERMISSION_DENIED', details: { beyond: ['users:write'] } },
    ])
    const { token } = await embedToken({ user: { ...ANN, external_id: 'modest' } }, key.api_key)
    await embedToken({ user: { ...ANN, external_id: 'modest', permissions: ['messages:read', 'logs:read'] } })
    const opened = await world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body: { embed: token } })
    expect(opened.body.data.session).toMatchObject({ permissions: ['messages:read'], is_test: true })
  })

  it('does_not_make_an_administrator_or_change_a_person_who_signs_in_alone', async () => {
    const [admin] = readRows<{ external_subject: string }>(
      world,
      "select external_subject from users where tenant_id = 'acme-corp' and is_admin = 1",
    )
    const asAdmin = { ...ANN, external_id: admin!.external_subject }
    expect((await world.api('/api/auth/embed', { body: { user: asAdmin } })).status).toBe(409)
    const body = {
      username: 'bob',
      display_name: 'Bob',
      password: 'a-long-password-1',
      permissions: ['messages:read'],
      external_subject: 'bob',
    }
    expect((await world.api('/api/users', { body })).status).toBe(200)
    const permissions = ['messages:read', 'messages:write']
    const key = (await world.api('/api/tenant/api-keys', { body: { name: 'Host', permissions } })).body.data.api_key
    const bob = { external_id: 'bob', display_name: 'Bob', permissions: ['messages:read'] }
    const more = await world.api('/api/auth/embed', { key, body: { user: { ...bob, permissions } } })
    expect([more.status, more.body.error.code]).toEqual([403, 'PERMISSION_DENIED'])
    expect((await world.api('/api/auth/embed', { key, body: { user: bob } })).status).toBe(200)
  })

  it('without_a_person_is_a_session_of_the_key', async () => {
    const { token } = await embedToken()
    const body = { embed: token, bearer: true }
    const opened = await world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body })
    expect(opened.body.data).toMatchObject({
      status: 'signed_in',
      token: expect.stringMatching(/^tls_/),
      session: { kind: 'api_key', user: { id: null } },
    })
    expect(cookiesOf(opened.headers)).toHaveLength(1)
  })

  it('is_given_to_keys_alone', async () => {
    const { api } = await signIn(world, ACME.id)
    expect((await api('/api/auth/embed', { body: {} })).status).toBe(403)
    const { token } = await embedToken()
    const opened = await world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body: { embed: token } })
    const asKey = byCookie(world, ACME.id, cookiesOf(opened.headers)[0]!.split(';')[0]!)
    expect((await asKey('/api/auth/embed', { body: {} })).status).toBe(403)
  })

  it.each([
    ['unknown_token', async () => ({ token: 'tle_nobody', id: ACME.id }), 401],
    ['wrong_tenant', async () => ({ token: (await embedToken()).token, id: GLOBEX.id }), 403],
    ['wrong_tenant', async () => ({ token: (await embedToken()).token, id: 'no-such-tenant' }), 403],
    [
      'expired_token',
      async () => {
        const { token } = await embedToken()
        world.moveClock(2 * MINUTE_MS)
        return { token, id: ACME.id }
      },
      401,
    ],
  ] as const)('says %s', async (reason, make, status) => {
    const { token, id } = await make()
    const page = await open(`/admin/${id}?embed=${token}`)
    expect([page.status, reasonOf(page.text)]).toEqual([status, reason])
    expect(cookiesOf(page.headers)).toEqual([])
    if (reason === 'wrong_tenant') return
    const answer = await world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body: { embed: token } })
    expect([answer.status, answer.body.error]).toMatchObject([401, { code: 'AUTH_INVALID', details: { reason } }])
  })

  it('of_which_two_try_at_once_opens_one', async () => {
    const { token } = await embedToken()
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        world.api('/api/auth/exchange', { key: null, headers: OWN_PAGE, body: { embed: token } }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401])
  })

  it('is_no_use_when_its_key_or_its_person_has_ended', async () => {
    const made = (await world.api('/api/tenant/api-keys', { body: { name: 'Short' } })).body.data
    const { token } = await embedToken({ user: { ...ANN, external_id: 'short' } }, made.api_key)
    await world.api(`/api/tenant/api-keys/${made.id}`, { method: 'DELETE' })
    expect(reasonOf((await open(`/admin/${ACME.id}?embed=${token}`)).text)).toBe('wrong_key')

    const second = await embedToken({ user: { ...ANN, external_id: 'short' } })
    const [row] = readRows<{ id: number }>(world, "select id from users where external_subject = 'short'")
    expect((await world.api(`/api/users/${row!.id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await open(`/admin/${ACME.id}?embed=${second.token}`)).status).toBe(401)
    const again = await world.api('/api/auth/embed', { body: { user: { ...ANN, external_id: 'short' } } })
    expect(again.status).toBe(409)
  })
})

describe('a frame', () => {
  it('of_an_allowed_origin_is_let_in_and_named', async () => {
    for (const referer of [`${HOST}/host`, `${world.url}/admin/${ACME.id}`]) {
      const page = await open(`/admin/${ACME.id}?apiKey=${ACME.key}`, { ...IN_FRAME, referer })
      expect([referer, page.status, cookiesOf(page.headers).length]).toEqual([referer, 200, 1])
      expect(policyOf(page.headers)['frame-ancestors']).toEqual(["'self'", HOST])
    }
  })

  it.each(['http://evil.example/', 'http://localhost:4021/', 'http://localhost:4020.evil.example/', 'about:client'])(
    'of_another_origin_is_told_so_and_gets_nothing: %s',
    async (referer) => {
      const before = countSessions()
      const page = await open(`/admin/${ACME.id}?apiKey=${ACME.key}`, { ...IN_FRAME, referer })
      expect([page.status, reasonOf(page.text)]).toEqual([403, 'origin_not_allowed'])
      expect(policyOf(page.headers)['frame-ancestors']).toEqual(['*'])
      expect(cookiesOf(page.headers)).toEqual([])
      expect(page.text).not.toMatch(/Acme|acme_api/)
      expect(countSessions()).toBe(before)
    },
  )

  it('without_a_referrer_is_left_to_the_browser', async () => {
    const page = await open(`/admin/${ACME.id}`)
    expect(cookiesOf(page.headers)).toEqual([])
    expect(policyOf(page.headers)['frame-ancestors']).toEqual(["'self'", HOST])
  })

  it('of_nobodys_tenant_is_answered_like_one_without_origins', async () => {
    await world.api('/api/tenant/profile', {
      method: 'PUT',
      key: GLOBEX.key,
      body: { settings: { allowed_origins: [] } },
    })
    for (const headers of [IN_FRAME, { ...IN_FRAME, referer: `${HOST}/` }]) {
      const [there, nowhere] = [await open(`/admin/${GLOBEX.id}`, headers), await open('/admin/no-such-one', headers)]
      expect(there.status).toBe(nowhere.status)
      expect(policyOf(there.headers)['frame-ancestors']).toEqual(policyOf(nowhere.headers)['frame-ancestors'])
    }
  })

  it('follows_what_the_tenant_allows_at_once', async () => {
    const settings = { allowed_origins: ['https://desk.example.com'] }
    await world.api('/api/tenant/profile', { method: 'PUT', key: GLOBEX.key, body: { settings } })
    const page = await open(`/admin/${GLOBEX.id}`)
    expect(policyOf(page.headers)['frame-ancestors']).toEqual(["'self'", 'https://desk.example.com'])
    const host = { ...IN_FRAME, referer: 'https://desk.example.com/' }
    expect((await open(`/admin/${GLOBEX.id}?apiKey=${GLOBEX.key}`, host)).status).toBe(200)
    expect((await open(`/admin/${ACME.id}?apiKey=${ACME.key}`, host)).status).toBe(403)
  })
})

describe('every page', () => {
  const paths = ['/', `/admin/${ACME.id}`, `/admin/${ACME.id}?apiKey=${ACME.key}`, '/admin/no-such-one']

  it.each(paths)('is kept nowhere, names nobody it came from, and runs only what bears its nonce: %s', async (path) => {
    const { headers, text } = await open(path, BROWSER)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('cross-origin-embedder-policy')).toBeNull()
    const policy = policyOf(headers)
    const nonce = /'nonce-([^']{16,})'/.exec(policy['script-src']!.join(' '))![1]!
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'base-uri': ["'none'"],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'media-src': ["'self'", 'data:', 'blob:'],
      'object-src': ["'none'"],
      'script-src': ["'self'", "'strict-dynamic'", `'nonce-${nonce}'`],
      'script-src-attr': ["'none'"],
      'style-src': ["'self'", `'nonce-${nonce}'`],
    })
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-(inline|eval)/)
    const tags = [...text.matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag)
    expect(tags.length).toBeGreaterThan(1)
    expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])
    expect(text).not.toMatch(/ on[a-z]+="|javascript:/)
    expect(text).toContain('nonce=')
    expect((await open(path, BROWSER)).text).not.toContain(nonce)
  })

  it('may_use_microphone_sound_and_passkeys_and_nothing_more', async () => {
    const policy = (await open('/', BROWSER)).headers.get('permissions-policy')
    for (const allowed of ['microphone', 'autoplay', 'publickey-credentials-get', 'publickey-credentials-create'])
      expect(policy).toContain(`${allowed}=(self)`)
    expect(policy).toContain('camera=()')
  })

  it('is_a_plain_one_in_internet_explorer', async () => {
    const old = { ...BROWSER, 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko' }
    for (const path of ['/', `/admin/${ACME.id}?apiKey=${ACME.key}`]) {
      const page = await open(path, old)
      expect(page.status).toBe(200)
      expect(page.text).toContain('WebView2')
      expect(page.text).not.toMatch(/<script|acme/i)
      expect(cookiesOf(page.headers)).toEqual([])
    }
  })

  it('leaves_the_api_and_callbacks_to_their_own_headers', async () => {
    for (const path of ['/api/tenant/profile', '/webhooks/twilio/acme-corp/sms', '/health', '/openapi.json']) {
      const { headers } = await world.api(path)
      expect([path, headers.get('content-security-policy')]).toEqual([path, null])
      expect([path, headers.get('x-frame-options')]).toEqual([path, null])
    }
    const many = await Promise.all(Array.from({ length: 200 }, () => world.api('/healthz', { key: null })))
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

it('no_secret_of_an_address_or_an_answer_is_in_the_log_or_the_tables', async () => {
  const { token: used } = await embedToken()
  const page = await open(`/admin/${ACME.id}?embed=${used}`)
  const session = /tls_[\w-]{43}/.exec(cookiesOf(page.headers)[0]!)![0]
  const { token: unused } = await embedToken()
  await open(`/admin/${GLOBEX.id}?embed=${unused}`)
  await open('/admin/acme-corp/nowhere/at/all?apiKey=a_key_that_is_looked_for')
  await open(`/nowhere?apiKey=a_key_that_is_looked_for`)
  const log = world
    .log()
    .map((line) => JSON.stringify(line))
    .join('\n')
  const tables = ['sessions', 'one_time_tokens', 'audit_log', 'error_log', 'api_metrics']
  const rows = JSON.stringify(tables.map((table) => readRows(world, `select * from ${table}`)))
  expect(log).toContain('page_entry_refused')
  for (const secret of [ACME.key, GLOBEX.key, used, unused, session, 'a_key_that_is_looked_for']) {
    expect(log).not.toContain(secret)
    expect(rows).not.toContain(secret)
  }
})

describe('a server that the world reaches by https', () => {
  let world: World
  beforeAll(
    async () =>
      (world = await startWorld({
        env: {
          PUBLIC_BASE_URL: 'https://voice.example.com',
          ALLOWED_ORIGINS: 'https://desk.example.com, https://two.example.com/ignored',
          HOST_PAGE_PORT: '4999',
        },
      })),
  )
  afterAll(() => world.stop())

  it('says_so_to_browsers', async () => {
    for (const path of ['/', '/api/tenant/profile', '/health']) {
      const { headers } = await world.api(path)
      expect([path, headers.get('strict-transport-security')]).toEqual([path, 'max-age=31536000'])
    }
  })

  it('lets_its_own_origins_frame_every_tenant', async () => {
    const everywhere = ['https://desk.example.com', 'https://two.example.com']
    const ancestors = async (id: string) =>
      policyOf((await world.api(`/admin/${id}`, { key: null, headers: IN_FRAME })).headers)['frame-ancestors']
    expect(await ancestors(ACME.id)).toEqual(["'self'", 'http://localhost:4999', ...everywhere])
    expect(await ancestors('no-such-one')).toEqual(["'self'", ...everywhere])
    const { session } = await signIn(world, ACME.id)
    expect(session.tenant.allowed_origins).toEqual(['http://localhost:4999', ...everywhere])
  })
})
