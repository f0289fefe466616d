import http from 'node:http'
import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { shouldRetry, connectionOverrides } from '../../../simulator/delivery/connection-overrides.ts'
import { bodySha256, sign, urlToSign } from '../../../simulator/delivery/signature.ts'
import { acme, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const send = (statusCallback: string) =>
  network.client.messages.create({ to: person, from: acme.number, body: 'Hello', statusCallback })

describe('the signature', () => {
  // The vector of Twilio's own test suite: spec/validation.spec.js of twilio-node.
  const params = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }

  test('is the one of the official vector', () => {
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2'
    expect(sign('12345', url, Object.entries(params))).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=')
  })

  test('counts equal repetitions once and sorts the others', () => {
    const pairs: [string, string][] = [
      ['b', '2'],
      ['a', 'y'],
      ['a', 'x'],
      ['a', 'y'],
    ]
    const signature = sign('token', 'https://x.test/', pairs)
    expect(twilio.validateRequest('token', signature, 'https://x.test/', { a: ['y', 'x'], b: '2' })).toBe(true)
  })

  test.each([
    ['https://user:secret@x.test:8443/a?b=1#rc=5', 'voice', 'https://x.test/a?b=1'],
    ['https://user:secret@x.test:8443/a?b=1#rc=5', 'sms', 'https://x.test:8443/a?b=1'],
    ['http://127.0.0.1:3000/a', 'voice', 'http://127.0.0.1:3000/a'],
  ] as const)('%s for %s is signed as %s', (url, service, signed) => {
    expect(urlToSign(url, service)).toBe(signed)
  })

  test('covers a JSON body by its hash in the URL', async () => {
    const json = '{"type":"event"}'
    const url = `${network.receiver.url}/json`
    expect(await network.control.sendWebhook({ url, accountSid: acme.sid, json })).toMatchObject({ status: 204 })
    const [received] = network.receiver.at('/json')
    expect(received!.url).toBe(`${url}?bodySHA256=${bodySha256(json)}`)
    const signature = String(received!.headers['x-twilio-signature'])
    expect(twilio.validateRequestWithBody(acme.token, signature, received!.url, received!.body)).toBe(true)
  })
})

describe('connection overrides', () => {
  const standard = { connectTimeoutMs: 5000, readTimeoutMs: 15_000, totalTimeoutMs: 15_000 }

  test('are read from the fragment within their ranges', () => {
    const read = (fragment: string) => connectionOverrides(`https://x.test/${fragment}`, standard)
    expect(read('')).toEqual({ ...standard, retries: 1, retryOn: new Set(['ct']) })
    expect(read('#rc=5&rp=5xx,ct,rt&ct=200&rt=300')).toEqual({
      ...{ connectTimeoutMs: 200, readTimeoutMs: 300, totalTimeoutMs: 15_000 },
      ...{ retries: 5, retryOn: new Set(['5xx', 'ct', 'rt']) },
    })
    expect(read('#rc=6&ct=50&rt=99999&rp=nonsense')).toEqual({ ...standard, retries: 1, retryOn: new Set() })
  })

  test('say what is retried', () => {
    const retries = (policy: string, status: number | null, error: string | null = null) =>
      shouldRetry(new Set(policy.split(',')), { status, error })
    expect([retries('ct', 500), retries('5xx', 500), retries('5xx', 404), retries('all', 404)]).toEqual([
      ...[false, true, false, true],
    ])
    expect([retries('ct', null, 'ECONNREFUSED'), retries('ct', null, 'read-timeout'), retries('all', 200)]).toEqual([
      ...[true, false, false],
    ])
  })

  test('a 5xx is not retried unless asked, and then with the same token', async () => {
    let failures = 2
    network.receiver.on('/status', () => ({ status: failures-- > 0 ? 503 : 204 }))
    await send(`${network.receiver.url}/status#rc=3&rp=5xx`)
    await network.control.settle()
    const [first, second, third, fourth] = network.receiver.at('/status')
    expect([first, second, third, fourth].map((entry) => entry!.params.MessageStatus)).toEqual([
      ...['sending', 'sending', 'sending', 'sent'],
    ])
    const token = (entry: typeof first) => entry!.headers['i-twilio-idempotency-token']
    expect([token(second), token(third)]).toEqual([token(first), token(first)])
    expect(token(fourth)).not.toBe(token(first))
    const [record] = await network.control.callbacks({ status: 'sending' })
    expect(record!.attempts.map(({ status }) => status)).toEqual([503, 503, 204])

    failures = 1
    await send(`${network.receiver.url}/status`)
    await network.control.settle()
    expect((await network.control.callbacks()).at(-3)!.attempts.map(({ status }) => status)).toEqual([503])
  })

  test('a silent server is given up after its read timeout', async () => {
    network.receiver.on('/status', () => new Promise(() => {}))
    await send(`${network.receiver.url}/status#rt=100&rc=0`)
    await network.control.settle()
    const [record] = await network.control.callbacks({ status: 'sending' })
    expect(record!.attempts).toMatchObject([{ status: null, error: 'read-timeout' }])
  })

  test('nobody there is a refused connection, tried twice', async () => {
    await send('http://127.0.0.1:9/status')
    await network.control.settle()
    const [record] = await network.control.callbacks({ status: 'sending' })
    expect(record!.attempts.map(({ error }) => error)).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
  })
})

test('credentials in a URL become a Basic header and redirects are followed', async () => {
  network.receiver.on('/moved', { status: 307, headers: { location: '/there' } })
  const { host } = new URL(network.receiver.url)
  await network.control.sendWebhook({
    url: `http://ann:p%40ss@${host}/moved`,
    accountSid: acme.sid,
    params: { a: '1' },
  })
  expect(network.receiver.at('/moved')[0]!.headers.authorization).toBe(`Basic ${btoa('ann:p@ss')}`)
  const [there] = network.receiver.at('/there')
  expect(there).toMatchObject({ method: 'POST', params: { a: '1' } })
  const signature = String(there!.headers['x-twilio-signature'])
  expect(twilio.validateRequest(acme.token, signature, there!.url, there!.params)).toBe(true)
})

test('a connection that the server closed meanwhile is opened anew, not taken for a fault', async () => {
  const server = http.createServer((_request, response) => response.writeHead(204).end())
  server.keepAliveTimeout = 1
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}/`
  for (let sent = 0; sent < 3; sent += 1) {
    expect(await network.control.sendWebhook({ url, accountSid: acme.sid })).toMatchObject({ status: 204, error: null })
    server.closeIdleConnections()
  }
  server.close()
})
