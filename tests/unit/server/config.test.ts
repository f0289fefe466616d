import { describe, expect, it } from 'vitest'
import { loadConfig } from '#server/config'
import { problemsOf } from '../../support/config-problems.ts'

const production = {
  APP_ENV: 'production',
  PUBLIC_BASE_URL: 'https://voice.example.com',
  SECRET_KEY: 'a-secret-key-of-the-tests-0123456789',
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  PLATFORM_ADMIN_KEY: 'a-platform-key-of-the-tests-012345678',
}

describe('production', () => {
  it('starts_on_what_is_required_and_nothing_else', () => {
    expect(loadConfig(production)).toMatchObject({
      env: 'production',
      publicBaseUrl: 'https://voice.example.com',
      jwt: null,
    })
  })

  it('is_what_an_empty_environment_means_and_everything_missing_is_named_at_once', () => {
    expect(problemsOf({})).toEqual([
      'SECRET_KEY',
      'PLATFORM_ADMIN_KEY',
      'ENCRYPTION_KEY or ENCRYPTION_KEYS',
      'PUBLIC_BASE_URL',
    ])
    expect(problemsOf({ SECRET_KEY: '', PUBLIC_BASE_URL: '' })).toHaveLength(4)
  })

  it('public_secrets_of_development_are_refused', () => {
    const demo = loadConfig({ APP_ENV: 'demo' })
    const secrets = {
      SECRET_KEY: demo.secretKey,
      PLATFORM_ADMIN_KEY: demo.platformAdminKey,
      ENCRYPTION_KEY: demo.encryptionKeys.replace(/^\w+:/, ''),
      SUPABASE_JWT_SECRET: 'demo-supabase-jwt-secret-0123456789abcdef',
    }
    expect(problemsOf({ ...production, ...secrets }).sort()).toEqual(Object.keys(secrets).sort())
    const among = `mine:${production.ENCRYPTION_KEY},${demo.encryptionKeys}`
    expect(problemsOf({ ...production, ENCRYPTION_KEY: '', ENCRYPTION_KEYS: among })).toEqual(['ENCRYPTION_KEY'])
  })

  it('plain_http_is_refused_except_on_this_machine', () => {
    expect(problemsOf({ ...production, PUBLIC_BASE_URL: 'http://voice.example.com' })).toEqual(['PUBLIC_BASE_URL'])
    expect(problemsOf({ ...production, PUBLIC_BASE_URL: 'http://127.0.0.1:3000' })).toEqual([])
    expect(problemsOf({ ...production, TWILIO_API_BASE_URL: 'http://twilio.example.com' })).toEqual([
      'TWILIO_API_BASE_URL',
    ])
    expect(problemsOf({ ...production, TWILIO_API_BASE_URL: 'http://localhost:4010' })).toEqual([])
  })

  it('what_only_tests_may_set_is_refused', () => {
    expect(problemsOf({ ...production, TEST_CLOCK_FILE: '/tmp/c', TEST_SQL_LOG: '/tmp/s' })).toEqual([
      'TEST_CLOCK_FILE',
      'TEST_SQL_LOG',
    ])
    expect(problemsOf({ APP_ENV: 'demo', TEST_CLOCK_FILE: '/tmp/c' })).toEqual(['TEST_CLOCK_FILE'])
    expect(problemsOf({ APP_ENV: 'test', TEST_CLOCK_FILE: '/tmp/c', TEST_SQL_LOG: '/tmp/s' })).toEqual([])
  })

  it('seeds_no_tenant_from_the_environment', () => {
    const twilio = { DEFAULT_TWILIO_SID: `AC${'1'.repeat(32)}`, DEFAULT_TWILIO_TOKEN: 't'.repeat(32) }
    expect(loadConfig({ ...production, ...twilio }).defaultTenant).toBeNull()
    expect(loadConfig({ APP_ENV: 'development', ...twilio }).defaultTenant).toMatchObject({
      accountSid: twilio.DEFAULT_TWILIO_SID,
    })
  })

  it.each(['short', 'x'.repeat(31)])('short_secret_is_refused: %s', (SECRET_KEY) => {
    expect(problemsOf({ ...production, SECRET_KEY })).toEqual(['SECRET_KEY'])
  })

  it('refusal_never_shows_a_value', () => {
    const leak = 'http://user:hunter2@voice.example.com'
    const source = { ...production, SECRET_KEY: 'hunter2', TWILIO_API_BASE_URL: leak, PORT: 'hunter2' }
    expect(() => loadConfig(source)).toThrow(/^(?!.*hunter2)[^]*$/)
  })
})

describe('addresses', () => {
  it.each([
    [{}, 'file:.data/trunkline.db'],
    [{ DATA_DIR: '/data' }, 'file:/data/trunkline.db'],
    [{ DATABASE_PATH: '/old/place.db' }, 'file:/old/place.db'],
    [{ DATABASE_PATH: '/old/place.db', DATABASE_URL: 'libsql://db' }, 'libsql://db'],
  ])('database_of_%j_is_%s', (given, url) => {
    expect(loadConfig({ APP_ENV: 'test', ...given }).database.url).toBe(url)
  })

  it.each([
    [{ HOST: '0.0.0.0', PORT: '8080' }, 'http://0.0.0.0:8080'],
    [{ REPLIT_DOMAINS: 'one.replit.dev, two.replit.dev' }, 'https://one.replit.dev'],
    [{ REPLIT_DOMAINS: 'one.replit.dev', PUBLIC_BASE_URL: 'https://own.example.com' }, 'https://own.example.com'],
    [{ PUBLIC_BASE_URL: 'https://Own.Example.com:443/path/' }, 'https://own.example.com'],
  ])('public_base_url_of_%j_is_%s', (given, url) => {
    expect(loadConfig({ APP_ENV: 'test', ...given }).publicBaseUrl).toBe(url)
  })

  it('domains_of_the_host_stand_in_for_the_base_url_in_production', () => {
    expect(problemsOf({ ...production, PUBLIC_BASE_URL: '', REPLIT_DOMAINS: 'one.replit.dev' })).toEqual([])
    expect(problemsOf({ ...production, PUBLIC_BASE_URL: '', REPLIT_DOMAINS: ' , ' })).toEqual(['PUBLIC_BASE_URL'])
  })
})

describe('values', () => {
  it('first_api_key_secret_hashes_and_the_secret_key_does_when_there_is_none', () => {
    expect(loadConfig(production).apiKeySecrets).toEqual([production.SECRET_KEY])
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]
    expect(loadConfig({ ...production, API_KEY_SECRETS: `${a}, ${b}` }).apiKeySecrets).toEqual([a, b])
    expect(problemsOf({ ...production, API_KEY_SECRETS: `${a},short` })[0]).toMatch('API_KEY_SECRETS')
  })

  it.each([
    ['none', 'none'],
    ['fly', 'fly'],
    ['2', 2],
  ])('trust_in_proxies_%s', (TRUST_PROXY, trustProxy) => {
    expect(loadConfig({ APP_ENV: 'test', TRUST_PROXY }).trustProxy).toBe(trustProxy)
  })

  it.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['TRUST_PROXY', 'everybody'],
    ['TRUST_PROXY', '0'],
    ['APP_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['DEBUG', 'perhaps'],
    ['METRICS_TOKEN', 'short'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(problemsOf({ APP_ENV: 'test', [name]: value })).toContain(name)
  })

  it('jwt_callers_are_checked_by_the_secret_or_by_the_key_set_never_both', () => {
    const jwks = 'https://x.supabase.co/auth/v1/.well-known/jwks.json'
    expect(loadConfig({ ...production, SUPABASE_URL: 'https://x.supabase.co' }).jwt).toEqual({
      kind: 'jwks',
      url: jwks,
    })
    expect(loadConfig({ ...production, SUPABASE_JWKS_URL: jwks }).jwt).toEqual({ kind: 'jwks', url: jwks })
    const secret = 's'.repeat(32)
    expect(loadConfig({ ...production, SUPABASE_JWKS_URL: jwks, SUPABASE_JWT_SECRET: secret }).jwt).toEqual({
      kind: 'secret',
      secret,
    })
  })

  it('variables_without_meaning_here_are_named_for_the_log', () => {
    expect(loadConfig({ ...production, WORKERS: '4', SUPABASE_SERVICE_KEY: 'x', HOME: '/' }).ignored).toEqual([
      'SUPABASE_SERVICE_KEY',
      'WORKERS',
    ])
  })

  it.each(['base64', 'base64url'] as const)('encryption_key_is_taken_as_%s', (encoding) => {
    const ENCRYPTION_KEY = Buffer.alloc(32, 0xfb).toString(encoding)
    expect(problemsOf({ ...production, ENCRYPTION_KEY })).toEqual([])
  })

  it.each([
    { ENCRYPTION_KEY: Buffer.alloc(16).toString('base64') },
    { ENCRYPTION_KEYS: production.ENCRYPTION_KEY },
    { ENCRYPTION_KEYS: `k1:${production.ENCRYPTION_KEY},k1:${production.ENCRYPTION_KEY}` },
  ])('encryption_key_that_cannot_seal_stops_the_start: %j', (given) => {
    expect(problemsOf({ ...production, SECRET_KEY: '', ...given })).toEqual(['SECRET_KEY', 'ENCRYPTION_KEYS'])
  })
})
