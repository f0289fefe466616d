import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askForPage, makeEmbed, refusalOf, sessionCookies } from '../support/page-requests.ts'
import { readRows } from '../support/rows.ts'
import { byCookie, OWN_PAGE, signIn } from '../support/sign-in.ts'
import { MINUTE_MS } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

describe('an embed token', () => {
  const exchange = (
    embed: string,
    more: { bearer?: boolean; user_id?: number | null; headers?: Record<string, string> } = {},
  ) => {
    const { headers, ...body } = more
    return world.api('/api/auth/exchange', {
      key: null,
      headers: { ...OWN_PAGE, ...headers },
      body: { embed, ...body },
    })
  }
  const ANN = { external_id: 'crm/4711', display_name: 'Ann Host', permissions: ['messages:read', 'messages:write'] }

  it('opens_the_pages_once_for_a_person_whom_the_audit_trail_names', async () => {
    const { token, url, expires_at } = await makeEmbed(world, { user: ANN })
    expect(url).toBe(`${world.url}/admin/${ACME.id}?embed=${token}`)
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(2 * MINUTE_MS)
    const [made] = (await world.api('/api/logs/audit')).body.data
    expect(made).toMatchObject({ operation: 'auth.embed', entity: 'user', actor_type: 'api_key', before: null })

    const page = await askForPage(world, url.slice(world.url.length))
    expect(page.status).toBe(200)
    expect(page.text).not.toContain(token)
    const asAnn = byCookie(world, ACME.id, sessionCookies(page.headers)[0]!.split(';')[0]!)
    const { body } = await asAnn('/api/auth/session')
    expect(body.data).toMatchObject({
      kind: 'embed',
      user: { display_name: 'Ann Host', username: expect.stringMatching(/^crm-4711-/) },
      permissions: ['messages:read', 'messages:write'],
    })
    await asAnn('/api/voice-messages', { body: { name: 'By Ann', voice_text: 'x' } })
    const [change] = (await world.api('/api/logs/audit')).body.data
    expect(change).toMatchObject({ operation: 'voice-messages.create', actor_type: 'user', actor_name: 'Ann Host' })

    const again = await askForPage(world, url.slice(world.url.length))
    expect([again.status, refusalOf(again)]).toEqual([401, 'used_token'])
    expect(sessionCookies(again.headers)).toEqual([])
  })

  it('finds_the_person_again_and_brings_name_and_permissions_up_to_date', async () => {
    await makeEmbed(world, { user: ANN })
    const changed = { ...ANN, display_name: 'Ann Married', permissions: ['messages:read'] }
    await makeEmbed(world, { user: changed })
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({
      operation: 'auth.embed',
      before: { display_name: 'Ann Host', permissions: ANN.permissions },
      after: { display_name: 'Ann Married', permissions: ['messages:read'] },
    })
    await makeEmbed(world, { user: changed })
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
    const { token } = await makeEmbed(world, { user: { ...ANN, external_id: 'modest' } }, key.api_key)
    await makeEmbed(world, { user: { ...ANN, external_id: 'modest', permissions: ['messages:read', 'logs:read'] } })
    const opened = await exchange(token)
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
    const { token } = await makeEmbed(world)
    const opened = await exchange(token, { bearer: true })
    expect(opened.body.data).toMatchObject({
      status: 'signed_in',
      token: expect.stringMatching(/^tls_/),
      session: { kind: 'api_key', user: { id: null } },
    })
    expect(sessionCookies(opened.headers)).toHaveLength(1)
  })

  it('is_given_to_keys_alone', async () => {
    const { api } = await signIn(world, ACME.id)
    expect((await api('/api/auth/embed', { body: {} })).status).toBe(403)
    const { token } = await makeEmbed(world)
    const opened = await exchange(token)
    const asKey = byCookie(world, ACME.id, sessionCookies(opened.headers)[0]!.split(';')[0]!)
    expect((await asKey('/api/auth/embed', { body: {} })).status).toBe(403)
  })

  it.each([
    ['unknown_token', async () => ({ token: 'tle_nobody', id: ACME.id }), 401],
    ['wrong_tenant', async () => ({ token: (await makeEmbed(world)).token, id: GLOBEX.id }), 403],
    ['wrong_tenant', async () => ({ token: (await makeEmbed(world)).token, id: 'no-such-tenant' }), 403],
    [
      'expired_token',
      async () => {
        const { token } = await makeEmbed(world)
        world.moveClock(2 * MINUTE_MS)
        return { token, id: ACME.id }
      },
      401,
    ],
  ] as const)('says %s', async (reason, make, status) => {
    const { token, id } = await make()
    const page = await askForPage(world, `/admin/${id}?embed=${token}`)
    expect([page.status, refusalOf(page)]).toEqual([status, reason])
    expect(sessionCookies(page.headers)).toEqual([])
    if (reason === 'wrong_tenant') return
    const answer = await exchange(token)
    expect([answer.status, answer.body.error]).toMatchObject([401, { code: 'AUTH_INVALID', details: { reason } }])
  })

  it('of_another_tenant_renews_nothing_for_the_page_that_asks', async () => {
    const { token } = await makeEmbed(world)
    const answer = await exchange(token, { headers: { 'x-tenant-id': GLOBEX.id } })
    expect([answer.status, answer.body.error.details]).toEqual([401, { reason: 'wrong_tenant' }])
    expect((await exchange(token, { headers: { 'x-tenant-id': ACME.id } })).status).toBe(200)
  })

  it('of_another_person_renews_nothing_and_stays_unused', async () => {
    const { body } = await exchange((await makeEmbed(world, { user: ANN })).token)
    const annsId: number = body.data.session.user.id
    const { token } = await makeEmbed(world, { user: ANN })
    for (const other of [annsId + 1, null]) {
      const refused = await exchange(token, { user_id: other })
      expect([refused.status, refused.body.error.details]).toEqual([401, { reason: 'other_person' }])
    }
    expect((await exchange(token, { user_id: annsId })).status).toBe(200)
    const asKey = (await makeEmbed(world)).token
    expect((await exchange(asKey, { user_id: annsId })).body.error.details).toEqual({ reason: 'other_person' })
    expect((await exchange(asKey, { user_id: null })).status).toBe(200)
  })

  it('of_which_two_try_at_once_opens_one', async () => {
    const { token } = await makeEmbed(world)
    const answers = await Promise.all(Array.from({ length: 6 }, () => exchange(token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401])
  })

  it('is_no_use_when_its_key_or_its_person_has_ended', async () => {
    const made = (await world.api('/api/tenant/api-keys', { body: { name: 'Short' } })).body.data
    const { token } = await makeEmbed(world, { user: { ...ANN, external_id: 'short' } }, made.api_key)
    await world.api(`/api/tenant/api-keys/${made.id}`, { method: 'DELETE' })
    expect(refusalOf(await askForPage(world, `/admin/${ACME.id}?embed=${token}`))).toBe('wrong_key')

    const second = await makeEmbed(world, { user: { ...ANN, external_id: 'short' } })
    const [row] = readRows<{ id: number }>(world, "select id from users where external_subject = 'short'")
    expect((await world.api(`/api/users/${row!.id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await askForPage(world, `/admin/${ACME.id}?embed=${second.token}`)).status).toBe(401)
    const again = await world.api('/api/auth/embed', { body: { user: { ...ANN, external_id: 'short' } } })
    expect(again.status).toBe(409)
  })
})
