import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { ALONE, askForPage, IN_FRAME, makeEmbed, policyOf, sessionCookies } from '../support/page-requests.ts'
import { readRows } from '../support/rows.ts'
import { signIn } from '../support/sign-in.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

/** Where the Voice SDK goes, and the pages of tenants alone may. */
const TWILIO = ['wss://*.twilio.com', 'https://eventgw.twilio.com', 'https://eventgw.us1.twilio.com']

describe('every page', () => {
  const paths = ['/', `/admin/${ACME.id}`, `/admin/${ACME.id}?apiKey=${ACME.key}`, '/admin/no-such-one']

  it.each(paths)('is kept nowhere, names nobody it came from, and runs only what bears its nonce: %s', async (path) => {
    const { headers, text } = await askForPage(world, path, ALONE)
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
      'connect-src': path === '/' ? ["'self'"] : ["'self'", ...TWILIO],
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
    expect((await askForPage(world, path, ALONE)).text).not.toContain(nonce)
  })

  it('may_use_microphone_sound_and_passkeys_and_nothing_more', async () => {
    const policy = (await askForPage(world, '/', ALONE)).headers.get('permissions-policy')
    for (const allowed of ['microphone', 'autoplay', 'publickey-credentials-get', 'publickey-credentials-create'])
      expect(policy).toContain(`${allowed}=(self)`)
    expect(policy).toContain('camera=()')
  })

  it('is_a_plain_one_in_internet_explorer', async () => {
    const old = { ...ALONE, 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko' }
    for (const path of ['/', `/admin/${ACME.id}?apiKey=${ACME.key}`]) {
      const page = await askForPage(world, path, old)
      expect(page.status).toBe(200)
      expect(page.text).toContain('WebView2')
      expect(page.text).not.toMatch(/<script|acme/i)
      expect(sessionCookies(page.headers)).toEqual([])
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
  const { token: used } = await makeEmbed(world)
  const page = await askForPage(world, `/admin/${ACME.id}?embed=${used}`)
  const session = /tls_[\w-]{43}/.exec(sessionCookies(page.headers)[0]!)![0]
  const { token: unused } = await makeEmbed(world)
  await askForPage(world, `/admin/${GLOBEX.id}?embed=${unused}`)
  await askForPage(world, '/admin/acme-corp/nowhere/at/all?apiKey=a_key_that_is_looked_for')
  await askForPage(world, `/nowhere?apiKey=a_key_that_is_looked_for`)
  const written = async () =>
    world
      .log()
      .map((line) => JSON.stringify(line))
      .join('\n')
  const log = await eventually(written, (text) => text.includes('page_entry_refused'))
  const tables = ['sessions', 'one_time_tokens', 'audit_log', 'error_log', 'api_metrics']
  const rows = JSON.stringify(tables.map((table) => readRows(world, `select * from ${table}`)))
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
