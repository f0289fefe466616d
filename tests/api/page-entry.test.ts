import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askForPage, countSessions, IN_FRAME, policyOf, refusalOf, sessionCookies } from '../support/page-requests.ts'
import { byCookie, signIn } from '../support/sign-in.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const HOST = 'http://localhost:4020'

describe('a key in the address', () => {
  it('becomes_a_session_of_the_key_whose_cookie_comes_along', async () => {
    const page = await askForPage(world, `/admin/${ACME.id}?apiKey=${ACME.key}&status=failed`)
    expect(page.status).toBe(200)
    const cookie = sessionCookies(page.headers)[0]!
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
    const before = countSessions(world)
    const page = await askForPage(world, path)
    expect([page.status, refusalOf(page)]).toEqual([status, reason])
    expect(sessionCookies(page.headers)).toEqual([])
    expect(page.text).not.toMatch(/Acme Corporation|Globex Inc|_api_key_|nobody_has/)
    expect(countSessions(world)).toBe(before)
  })

  it('refused_for_a_wrong_tenant_does_not_say_whether_that_one_exists', async () => {
    const withoutNonce = (text: string, id: string) =>
      text
        .replaceAll(/nonce="[^"]*"/g, '')
        .replaceAll(id, '{id}')
        .replaceAll(/\d{13}/g, '')
    const there = await askForPage(world, `/admin/${ACME.id}?apiKey=${GLOBEX.key}`)
    const nowhere = await askForPage(world, `/admin/no-such-one?apiKey=${GLOBEX.key}`)
    expect(withoutNonce(there.text, ACME.id)).toBe(withoutNonce(nowhere.text, 'no-such-one'))
  })

  it('that_was_revoked_ends_its_sessions_with_the_next_request', async () => {
    const made = (await world.api('/api/tenant/api-keys', { body: { name: 'Frame', permissions: ['messages:read'] } }))
      .body.data
    const page = await askForPage(world, `/admin/${ACME.id}?apiKey=${made.api_key}`)
    const asPage = byCookie(world, ACME.id, sessionCookies(page.headers)[0]!.split(';')[0]!)
    expect((await asPage('/api/voice-messages')).status).toBe(200)
    expect((await asPage('/api/logs/audit')).status).toBe(403)
    await world.api(`/api/tenant/api-keys/${made.id}`, { method: 'DELETE' })
    expect((await asPage('/api/voice-messages')).status).toBe(401)
    expect(refusalOf(await askForPage(world, `/admin/${ACME.id}?apiKey=${made.api_key}`))).toBe('wrong_key')
  })
})

describe('a frame', () => {
  it('of_an_allowed_origin_is_let_in_and_named', async () => {
    for (const referer of [`${HOST}/host`, `${world.url}/admin/${ACME.id}`]) {
      const page = await askForPage(world, `/admin/${ACME.id}?apiKey=${ACME.key}`, { ...IN_FRAME, referer })
      expect([referer, page.status, sessionCookies(page.headers).length]).toEqual([referer, 200, 1])
      expect(policyOf(page.headers)['frame-ancestors']).toEqual(["'self'", HOST])
    }
  })

  it.each(['http://evil.example/', 'http://localhost:4021/', 'http://localhost:4020.evil.example/', 'about:client'])(
    'of_another_origin_is_told_so_and_gets_nothing: %s',
    async (referer) => {
      const before = countSessions(world)
      const page = await askForPage(world, `/admin/${ACME.id}?apiKey=${ACME.key}`, { ...IN_FRAME, referer })
      expect([page.status, refusalOf(page)]).toEqual([403, 'origin_not_allowed'])
      expect(policyOf(page.headers)['frame-ancestors']).toEqual(['*'])
      expect(sessionCookies(page.headers)).toEqual([])
      expect(page.text).not.toMatch(/Acme|acme_api/)
      expect(countSessions(world)).toBe(before)
    },
  )

  it('without_a_referrer_is_left_to_the_browser', async () => {
    const page = await askForPage(world, `/admin/${ACME.id}`)
    expect(sessionCookies(page.headers)).toEqual([])
    expect(policyOf(page.headers)['frame-ancestors']).toEqual(["'self'", HOST])
  })

  it('of_nobodys_tenant_is_answered_like_one_without_origins', async () => {
    await world.api('/api/tenant/profile', {
      method: 'PUT',
      key: GLOBEX.key,
      body: { settings: { allowed_origins: [] } },
    })
    for (const headers of [IN_FRAME, { ...IN_FRAME, referer: `${HOST}/` }]) {
      const [there, nowhere] = [
        await askForPage(world, `/admin/${GLOBEX.id}`, headers),
        await askForPage(world, '/admin/no-such-one', headers),
      ]
      expect(there.status).toBe(nowhere.status)
      expect(policyOf(there.headers)['frame-ancestors']).toEqual(policyOf(nowhere.headers)['frame-ancestors'])
    }
  })

  it('follows_what_the_tenant_allows_at_once', async () => {
    const settings = { allowed_origins: ['https://desk.example.com'] }
    await world.api('/api/tenant/profile', { method: 'PUT', key: GLOBEX.key, body: { settings } })
    const page = await askForPage(world, `/admin/${GLOBEX.id}`)
    expect(policyOf(page.headers)['frame-ancestors']).toEqual(["'self'", 'https://desk.example.com'])
    const host = { ...IN_FRAME, referer: 'https://desk.example.com/' }
    expect((await askForPage(world, `/admin/${GLOBEX.id}?apiKey=${GLOBEX.key}`, host)).status).toBe(200)
    expect((await askForPage(world, `/admin/${ACME.id}?apiKey=${ACME.key}`, host)).status).toBe(403)
  })
})

describe('whoever looks at a link without opening it', () => {
  const look = (path: string) => fetch(world.url + path, { method: 'HEAD', headers: { accept: 'text/html' } })

  it('leaves_an_embed_token_unused_and_opens_nothing', async () => {
    const { token } = (await world.api('/api/auth/embed', { body: {} })).body.data
    const before = countSessions(world)
    for (const query of [`embed=${token}`, `apiKey=${ACME.key}`]) {
      const { headers } = await look(`/admin/${ACME.id}?${query}`)
      expect(sessionCookies(headers)).toEqual([])
    }
    expect(countSessions(world)).toBe(before)
    expect((await askForPage(world, `/admin/${ACME.id}?embed=${token}`)).status).toBe(200)
  })

  it('leaves_a_ticket_unused', async () => {
    const { api } = await signIn(world, ACME.id)
    const path = '/api/communication/history/export'
    const { ticket } = (await api('/api/auth/tickets', { body: { path } })).body.data
    expect((await look(`${path}?ticket=${ticket}`)).status).toBe(200)
    expect((await fetch(`${world.url}${path}?ticket=${ticket}`)).status).toBe(200)
    expect((await look(`${path}?ticket=${ticket}`)).status).toBe(401)
  })
})
