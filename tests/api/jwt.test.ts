import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_SUBJECT as ADMIN, base64url, claimsOf, inSeconds, JWT_SECRET as SECRET, token } from '../support/jwt.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const ask = (bearer: string, path = '/api/voice-messages', request: object = {}) =>
  world.api(path, { key: null, headers: { authorization: `Bearer ${bearer}` }, ...request })

describe('who is let in', () => {
  it('tenant_by_the_servers_word_alone_reads_and_changes_nothing', async () => {
    const bearer = token({ app_metadata: { tenant_id: 'acme-corp' } })
    expect((await ask(bearer)).status).toBe(200)
    expect((await ask(bearer, '/api/tenant/profile')).body.data.id).toBe('acme-corp')
    const writes = [
      await ask(bearer, '/api/voice-messages', { body: { name: 'x', voice_text: 'x' } }),
      await ask(bearer, '/api/communication/sms/send', { body: { to: '+12025550123', message: 'x' } }),
      await ask(bearer, '/api/tenant/api-keys', { body: { name: 'x' } }),
    ]
    for (const answer of writes) expect([answer.status, answer.body.error.code]).toEqual([403, 'PERMISSION_DENIED'])
    expect(await world.sim.requests()).toEqual([])
  })

  it('tenant_by_the_users_word_counts_with_a_membership', async () => {
    const bearer = token({ sub: ADMIN, user_metadata: { tenant_id: 'acme-corp' } })
    const made = await ask(bearer, '/api/voice-messages', { body: { name: 'By JWT', voice_text: 'x' } })
    expect(made.status).toBe(200)
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({
      operation: 'voice-messages.create',
      actor_type: 'user',
      actor_name: 'Acme Corporation operator',
    })
  })

  it('servers_word_wins_over_the_users', async () => {
    const metadata = { app_metadata: { tenant_id: 'globex-inc' }, user_metadata: { tenant_id: 'acme-corp' } }
    const bearer = token({ sub: ADMIN, ...metadata })
    expect((await ask(bearer, '/api/tenant/profile')).body.data.id).toBe('globex-inc')
    expect((await ask(bearer, '/api/voice-messages', { body: { name: 'x', voice_text: 'x' } })).status).toBe(403)
  })

  it('tenant_header_is_checked_for_tokens_too', async () => {
    const bearer = token({ app_metadata: { tenant_id: 'acme-corp' } })
    const headers = { authorization: `Bearer ${bearer}`, 'x-tenant-id': 'globex-inc' }
    expect((await ask(bearer, '/api/voice-messages', { headers })).status).toBe(403)
  })
})

describe('who is not', () => {
  const byServer = { app_metadata: { tenant_id: 'acme-corp' } }
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const unsigned = (alg: string) => `${base64url({ alg, typ: 'JWT' })}.${base64url(claimsOf(byServer))}.`

  function signedByRsa(): string {
    const signed = `${base64url({ alg: 'RS256', typ: 'JWT' })}.${base64url(claimsOf(byServer))}`
    return `${signed}.${base64url(signWith('sha256', Buffer.from(signed), privateKey))}`
  }

  const swapped = () => {
    const [header, , signature] = token(byServer).split('.')
    return `${header}.${base64url(claimsOf({ app_metadata: { tenant_id: 'globex-inc' } }))}.${signature}`
  }

  it.each<[string, () => string]>([
    ['tenant by the users word without a membership', () => token({ user_metadata: { tenant_id: 'acme-corp' } })],
    ['membership of another tenant', () => token({ sub: ADMIN, user_metadata: { tenant_id: 'globex-inc' } })],
    ['no tenant', () => token({ sub: ADMIN })],
    ['unknown tenant', () => token({ app_metadata: { tenant_id: 'nobody' } })],
    ['tenant that is no name', () => token({ app_metadata: { tenant_id: '../acme-corp' } })],
    ['no subject', () => token({ ...byServer, sub: undefined })],
    ['another secret', () => token(byServer, 'another-secret-that-is-long-enough-0123456789')],
    ['algorithm none', () => unsigned('none')],
    ['algorithm None', () => unsigned('None')],
    ['algorithm HS512 with the same secret', () => token(byServer, SECRET, { alg: 'HS512' })],
    ['RS256', signedByRsa],
    [
      'HS256 with a public key as the secret',
      () => token(byServer, publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ],
    [
      'its own key in the header',
      () =>
        token(byServer, 'x'.repeat(32), {
          alg: 'HS256',
          jwk: { kty: 'oct', k: base64url(Buffer.from('x'.repeat(32))) },
        }),
    ],
    ['claims swapped after signing', swapped],
    ['expired', () => token({ ...byServer, exp: inSeconds(-1) })],
    ['without an end', () => token({ ...byServer, exp: undefined })],
    ['not valid yet', () => token({ ...byServer, nbf: inSeconds(600) })],
    ['for another audience', () => token({ ...byServer, aud: 'anon' })],
    ['for no audience', () => token({ ...byServer, aud: undefined })],
    ['three empty parts', () => '..'],
    ['no JSON', () => 'a.b.c'],
  ])('%s', async (_name, make) => {
    const answer = await ask(make())
    expect(answer.status).toBe(401)
    expect(answer.body.error.code).toBe('AUTH_INVALID')
    expect(answer.body.error.message).toBe('The API key or token is not valid')
  })

  it('token_ends_by_the_servers_clock', async () => {
    const bearer = token(byServer)
    expect((await ask(bearer)).status).toBe(200)
    world.moveClock(3_700_000)
    expect((await ask(bearer)).status).toBe(401)
    world.moveClock(-3_700_000)
  })

  it('token_in_the_key_header_or_query_is_a_token_all_the_same', async () => {
    const wrong = token(byServer, 'x'.repeat(32))
    expect((await world.api('/api/voice-messages', { key: wrong })).status).toBe(401)
    expect((await world.api(`/api/voice-messages?apiKey=${wrong}`, { key: null })).status).toBe(401)
  })
})
