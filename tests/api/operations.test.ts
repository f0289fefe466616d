import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows } from '../support/rows.ts'
import { person, sendSms } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

describe('a busy tenant', () => {
  let world: World
  beforeAll(
    async () =>
      (world = await startWorld({ env: { RATE_LIMIT_PER_MINUTE: '5', METRICS_TOKEN: 'metrics-token-0123456789' } })),
  )
  afterAll(() => world.stop())

  it('is_told_how_much_is_left_and_when_to_come_back', async () => {
    for (let left = 4; left >= 0; left--) {
      const answer = await world.api('/api/tenant/profile')
      expect(answer.status).toBe(200)
      expect(answer.headers.get('ratelimit-limit')).toBe('5')
      expect(answer.headers.get('ratelimit-remaining')).toBe(String(left))
      expect(Number(answer.headers.get('ratelimit-reset'))).toBeGreaterThan(0)
    }
    const refused = await world.api('/api/communication/sms/send', { body: { to: person(1), message: 'x' } })
    expect(refused.status).toBe(429)
    expect(refused.body.error).toMatchObject({ code: 'RATE_LIMITED', details: { limit_per_minute: 5 } })
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.error.details.retry_after_seconds))
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
    expect(await world.sim.requests()).toEqual([])
  })

  it('takes_nothing_from_another', async () => {
    expect((await world.api('/api/tenant/profile', { key: GLOBEX.key })).status).toBe(200)
  })

  it('wrong_keys_use_nobodys_share_up', async () => {
    for (let index = 0; index < 10; index++) await world.api('/api/tenant/profile', { key: `${GLOBEX.key}x` })
    expect((await world.api('/api/tenant/profile', { key: GLOBEX.key })).status).toBe(200)
  })

  it('metrics_need_their_token', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'x-api-key': ACME.key }]) {
      expect((await world.api('/metrics', { key: null, headers: headers as Record<string, string> })).status).toBe(404)
    }
    const answer = await world.api('/metrics', {
      key: null,
      headers: { authorization: 'Bearer metrics-token-0123456789' },
    })
    expect(answer.status).toBe(200)
    expect(answer.text).toMatch(/api_requests_total\{method="GET",endpoint="\/api\/tenant\/profile",status="200"\} \d+/)
    expect(answer.text).toMatch(/api_requests_total\{[^}]*status="429"\} 1\n/)
  })
})

describe('a server that is looked after', () => {
  let world: World
  beforeAll(async () => (world = await startWorld()))
  afterAll(() => world.stop())

  it('is_alive_and_healthy', async () => {
    const healthz = await world.api('/healthz', { key: null })
    expect([healthz.status, healthz.body]).toEqual([200, { status: 'ok', timestamp: expect.any(String) }])
    const health = await world.api('/health', { key: null })
    expect([health.status, health.body]).toEqual([
      200,
      { status: 'healthy', checks: { database: true, jobs: true }, timestamp: expect.any(String) },
    ])
  })

  it('health_check_does_not_freeze_what_is_read', async () => {
    await world.api('/health', { key: null })
    const created = await world.api('/api/voice-messages', { body: { name: 'New', voice_text: 'New' } })
    expect((await world.api(`/api/voice-messages/${created.body.data.id}`)).status).toBe(200)
  })

  it('counts_sends_callbacks_and_jobs_without_ids_in_its_labels', async () => {
    const { id } = (await sendSms(world.api, person(1))).body.data
    await world.api(`/api/communication/${id}/timeline`)
    await world.api('/api/communication/424242/timeline')
    await world.api('/wp-login.php')
    await world.api('/api/scanner/4711')
    await whenQuiet(world)
    const { text, headers } = await world.api('/metrics', { key: null })
    expect(headers.get('content-type')).toContain('text/plain')
    expect(text).toContain('communications_sent_total{kind="sms",result="accepted"} 1')
    expect(text).toMatch(/webhooks_received_total\{kind="sms-status",result="processed"\} 3/)
    expect(text).toContain('endpoint="/api/communication/{id}/timeline",status="200"} 1')
    expect(text).toMatch(/request_duration_seconds_count\{endpoint="[^"]+"\}/)
    expect(text).not.toMatch(/424242|4711|wp-login/)
    expect(text).not.toContain(ACME.id)
  })

  it('each_tenant_sees_its_own_use_after_a_restart_too', async () => {
    await world.restart('stop') // sums kept in memory are written
    const usage = (await world.api('/api/tenant/usage')).body.data
    expect(usage.today).toMatchObject({ messages: 1, calls: 0, succeeded: 1, max_calls_per_day: 100, calls_left: 100 })
    expect(usage.api.requests).toBeGreaterThanOrEqual(3)
    expect((await world.api('/api/tenant/usage', { key: GLOBEX.key })).body.data).toMatchObject({
      today: { messages: 0 },
      api: { requests: 0 },
    })
    const rows = readRows<{ endpoint: string }>(world, 'select distinct endpoint from api_metrics')
    expect(rows.map(({ endpoint }) => endpoint)).not.toEqual(expect.arrayContaining([expect.stringMatching(/\d{2,}/)]))
  })

  it('describes_itself', async () => {
    const { status, body } = await world.api('/openapi.json', { key: null })
    expect(status).toBe(200)
    expect(body.openapi).toMatch(/^3\./)
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/communication/sms/send', '/api/voice-messages/{id}', '/api/platform/tenants']),
    )
  })

  it('every_answer_bears_a_request_id_and_is_not_cached', async () => {
    for (const path of ['/healthz', '/api/tenant/profile', '/api/nothing', '/metrics', '/openapi.json']) {
      const { headers } = await world.api(path)
      expect(headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers.get('cache-control'), path).toBe('no-store')
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('x-powered-by'), path).toBeNull()
    }
  })
})
