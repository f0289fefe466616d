import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { acme, clientOf, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const message = { to: person, from: acme.number, body: 'Hello' }
const send = (more: object = {}, timeout?: number) =>
  (timeout ? clientOf(network.simulator.url, acme, { timeout }) : network.client).messages.create({
    ...message,
    ...more,
  })
const status = () => `${network.receiver.url}/status`
const seen = () => network.receiver.at('/status').map(({ params }) => params.MessageStatus)

describe('REST faults', () => {
  test.each([
    ['throttle', 429, 20429, 0],
    ['error-before', 500, 20500, 0],
    ['error-after', 500, 20500, 1],
    ['unavailable', 503, 20503, 0],
  ] as const)('%s answers %i %i and leaves %i message', async (kind, httpStatus, code, accepted) => {
    await network.control.addFault({ kind, operation: 'messages.create', count: 1 })
    await expect(send()).rejects.toMatchObject({ status: httpStatus, code })
    expect(await network.control.messages()).toHaveLength(accepted)
    const [request] = await network.control.requests()
    expect(request).toMatchObject({
      operation: 'messages.create',
      fault: kind,
      status: httpStatus,
      accepted: accepted > 0,
    })
    expect((await send()).status).toBe('queued')
  })

  test('throttle says when to come back', async () => {
    await network.control.addFault({ kind: 'throttle', retryAfterSeconds: 7 })
    const response = await fetch(`${network.simulator.url}/2010-04-01/Accounts/${acme.sid}/Balance.json`, {
      headers: { authorization: `Basic ${btoa(`${acme.sid}:${acme.token}`)}` },
    })
    expect(response.headers.get('retry-after')).toBe('7')
  })

  test.each([
    ['timeout-before', 0],
    ['timeout-after', 1],
  ] as const)('%s keeps the caller waiting and leaves %i message', async (kind, accepted) => {
    await network.control.addFault({ kind, count: 1 })
    await expect(send({}, 150)).rejects.toMatchObject({ code: 'ECONNABORTED' })
    expect(await network.control.messages()).toHaveLength(accepted)
    expect((await network.control.requests())[0]).toMatchObject({ status: null, fault: kind })
  })

  test.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s cuts the connection and leaves %i message', async (kind, accepted) => {
    await network.control.addFault({ kind, count: 1 })
    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await network.control.messages()).toHaveLength(accepted)
  })

  test('garbage is no JSON although the message was taken', async () => {
    await network.control.addFault({ kind: 'garbage', count: 1 })
    await expect(send()).rejects.toThrow()
    expect(await network.control.messages()).toHaveLength(1)
  })

  test('slow answers late and properly', async () => {
    await network.control.addFault({ kind: 'slow', ms: 120 })
    const startedAt = performance.now()
    expect((await send()).status).toBe('queued')
    expect(performance.now() - startedAt).toBeGreaterThan(110)
  })

  test('strikes only what it names, as often as it says', async () => {
    await network.control.addFault({ kind: 'error-before', to: person, operation: 'messages.create', count: 2 })
    expect((await send({ to: '+12125550188' })).status).toBe('queued')
    await expect(send()).rejects.toMatchObject({ status: 500 })
    await expect(send()).rejects.toMatchObject({ status: 500 })
    expect((await send()).status).toBe('queued')
    expect((await network.control.faults()).faults).toEqual([])
  })
})

describe('callback faults', () => {
  test('lost callbacks are recorded and never sent', async () => {
    await network.control.addFault({ kind: 'lost', status: 'delivered' })
    await send({ statusCallback: status() })
    await network.control.settle()
    expect(seen()).toEqual(['sending', 'sent'])
    const lost = (await network.control.callbacks({ status: 'delivered' }))[0]
    expect(lost).toMatchObject({ faults: ['lost'], attempts: [] })
  })

  test('a duplicate is the same, signature and token included', async () => {
    await network.control.addFault({ kind: 'duplicate', status: 'sent' })
    await send({ statusCallback: status() })
    await network.control.settle()
    const [first, second] = network.receiver.at('/status').filter(({ params }) => params.MessageStatus === 'sent')
    expect(second!.params).toEqual(first!.params)
    for (const name of ['x-twilio-signature', 'i-twilio-idempotency-token']) {
      expect(second!.headers[name]).toBe(first!.headers[name])
    }
  })

  test('a reordered callback comes after the next one', async () => {
    await network.control.addFault({ kind: 'reorder', status: 'sending' })
    await send({ statusCallback: status() })
    await network.control.settle()
    expect(seen()).toEqual(['sent', 'sending', 'delivered'])
  })

  test('a late callback comes when the clock says', async () => {
    await network.control.addFault({ kind: 'late', status: 'sending', ms: 5000 })
    await send({ statusCallback: status() })
    await network.control.advance(4000)
    expect(seen()).toEqual(['sent', 'delivered'])
    await network.control.advance(2000)
    expect(seen()).toEqual(['sent', 'delivered', 'sending'])
  })

  test('callback_before_create_response: the server knows the SID before the caller does', async () => {
    await network.control.addFault({ kind: 'before-response' })
    const order: string[] = []
    network.receiver.on('/status', ({ params }) => {
      order.push(params.MessageStatus!)
      return { status: 204 }
    })
    await send({ statusCallback: status() })
    order.push('answer')
    await network.control.settle()
    expect(order).toEqual(['sending', 'answer', 'sent', 'delivered'])
  })

  test('a call is initiated before its create request is answered', async () => {
    await network.control.addFault({ kind: 'before-response', operation: 'calls.create' })
    const order: string[] = []
    network.receiver.on('/status', ({ params }) => {
      order.push(params.CallStatus!)
      return { status: 204 }
    })
    await network.client.calls.create({
      ...{ to: person, from: acme.number, twiml: '<Response/>', statusCallback: status() },
      statusCallbackEvent: ['initiated', 'completed'],
    })
    order.push('answer')
    await network.control.settle()
    expect(order).toEqual(['initiated', 'answer', 'completed'])
  })

  test.each(['forged', 'unsigned'] as const)('%s copies come beside the true one', async (kind) => {
    await network.control.addFault({ kind, status: 'delivered' })
    await send({ statusCallback: status() })
    await network.control.settle()
    const delivered = network.receiver.at('/status').filter(({ params }) => params.MessageStatus === 'delivered')
    const valid = delivered.map(({ headers, params, url }) =>
      twilio.validateRequest(acme.token, String(headers['x-twilio-signature'] ?? ''), url, params),
    )
    expect(valid).toEqual([false, true])
    expect(delivered[0]!.headers['x-twilio-signature'] === undefined).toBe(kind === 'unsigned')
  })
})

describe('chaos', () => {
  const probabilities = { throttle: 0.2, 'error-before': 0.1, 'error-after': 0.2, 'reset-after': 0.1 }

  async function run(seed: number): Promise<(string | null)[]> {
    await network.control.reset()
    expect(await network.control.chaos({ seed, probabilities, operation: 'messages' })).toEqual({ seed })
    const numbers = Array.from({ length: 40 }, (_, index) => `+1212555${String(1000 + index)}`)
    await Promise.allSettled(numbers.map((to) => send({ to })))
    const requests = await network.control.requests()
    return numbers.map((to) => requests.find(({ params }) => params.some(([, value]) => value === to))!.fault)
  }

  test('strikes the same requests again for the same seed, in whatever order they come', async () => {
    const first = await run(42)
    expect(new Set(first).size).toBeGreaterThan(3)
    expect(await run(42)).toEqual(first)
    expect(await run(43)).not.toEqual(first)
  })

  test('what was accepted is what the network has, one to one', async () => {
    await run(7)
    const accepted = (await network.control.requests()).filter((request) => request.accepted).map(({ sid }) => sid)
    expect((await network.control.messages()).map(({ sid }) => sid).sort()).toEqual(accepted.sort())
  })

  test('names a seed of its own choosing', async () => {
    const { seed } = await network.control.chaos({ probabilities: { lost: 0.5 } })
    expect(seed).toBeGreaterThanOrEqual(0)
    expect((await network.control.faults()).chaos).toMatchObject({ seed })
    const tooMuch = network.control.chaos({ probabilities: { throttle: 0.7, slow: 0.7 } })
    await expect(tooMuch).rejects.toThrow('more than 1')
  })
})
