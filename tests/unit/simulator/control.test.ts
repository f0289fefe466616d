import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import twilio from 'twilio'
import { expect, test } from 'vitest'
import { createControlClient } from '../../../simulator/control-client.ts'
import { startSimulator } from '../../../simulator/start.ts'
import { acme, clientOf, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const send = (statusCallback?: string) =>
  network.client.messages.create({ to: person, from: acme.number, body: 'Hello', statusCallback })

test('reset forgets everything and ends what runs, without a word', async () => {
  network.receiver.twiml('/twiml', '<Say loop="0">On and on</Say>')
  await network.client.calls.create({
    ...{ to: person, from: acme.number, url: `${network.receiver.url}/twiml` },
    statusCallback: `${network.receiver.url}/status`,
  })
  await send(`${network.receiver.url}/status`)
  await network.control.advance(5000)
  await network.control.reset()
  network.receiver.reset()
  expect(await network.control.settle()).toEqual({ settled: true, pending: [] })
  expect(network.receiver.received).toEqual([])
  expect([await network.control.messages(), await network.control.calls(), await network.control.requests()]).toEqual([
    ...[[], [], []],
  ])
  expect((await send()).status).toBe('queued')
})

test('remembers each request with what it asked and was answered', async () => {
  await send()
  await expect(network.client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404 })
  const [create, fetch] = await network.control.requests()
  expect(create).toMatchObject({ method: 'POST', operation: 'messages.create', status: 201, accepted: true })
  expect(create!.params).toContainEqual(['Body', 'Hello'])
  expect(fetch).toMatchObject({ method: 'GET', operation: 'messages.fetch', status: 404, accepted: false })
})

test('replays a callback unchanged and sends forged ones', async () => {
  await send(`${network.receiver.url}/status`)
  await network.control.settle()
  const [record] = await network.control.callbacks({ status: 'delivered' })
  expect(await network.control.replayCallback(record!.id)).toEqual({ status: 204 })
  const [original, replayed] = network.receiver
    .at('/status')
    .filter(({ params }) => params.MessageStatus === 'delivered')
  expect(replayed!.body).toBe(original!.body)
  expect(replayed!.headers['x-twilio-signature']).toBe(original!.headers['x-twilio-signature'])

  const url = `${network.receiver.url}/forged`
  await network.control.sendWebhook({ url, accountSid: acme.sid, params: { a: '1' }, signature: 'forged' })
  const [forged] = network.receiver.at('/forged')
  const signature = String(forged!.headers['x-twilio-signature'])
  expect(twilio.validateRequest(acme.token, signature, url, { a: '1' })).toBe(false)
})

test('tells what happens as it happens', async () => {
  const stop = new AbortController()
  const events = await network.control.events({ number: person, signal: stop.signal })
  await send()
  await network.control.advance(100)
  expect((await events.next()).value).toMatchObject({ type: 'message', data: { status: 'queued', to: person } })
  expect((await events.next()).value).toMatchObject({ type: 'message', data: { status: 'sending' } })
  stop.abort()
  expect((await events.next()).done).toBe(true)
})

test('refuses what it does not understand, and pages of other origins', async () => {
  await expect(network.control.addFault({ kind: 'never' as never })).rejects.toThrow('kind')
  await expect(network.control.setDefaults({ walkSpeed: 0 })).rejects.toThrow('walkSpeed')
  const { url } = network.simulator
  const foreign = await fetch(`${url}/_sim/reset`, { method: 'POST', headers: { origin: 'https://evil.test' } })
  expect(foreign.status).toBe(403)
  expect((await fetch(`${url}/_sim/nothing`)).status).toBe(404)
  expect((await fetch(`${url}/_sim/faults`, { method: 'POST', body: '{' })).status).toBe(422)
})

test('listens on loopback only', async () => {
  await expect(startSimulator({ host: '0.0.0.0' })).rejects.toThrow('loopback')
})

test('forgets the oldest beyond its caps', async () => {
  const small = await startSimulator({ caps: { messages: 3, requests: 2 } })
  const client = clientOf(small.url)
  for (const body of ['1', '2', '3', '4']) await client.messages.create({ to: person, from: acme.number, body })
  const control = createControlClient(small.url)
  expect((await control.messages()).map(({ body }) => body)).toEqual(['2', '3', '4'])
  expect(await control.requests()).toHaveLength(2)
  await small.close()
})

test('a thousand sends with every fault mixed in leave a record that adds up', async () => {
  const kinds = ['throttle', 'error-before', 'error-after', 'unavailable', 'reset-before', 'reset-after', 'garbage']
  const callbackKinds = ['late', 'duplicate', 'reorder', 'lost', 'before-response', 'forged', 'unsigned']
  const probabilities = Object.fromEntries([...kinds, ...callbackKinds].map((kind) => [kind, 0.05]))
  await network.control.chaos({ seed: 2026, probabilities })
  const statusCallback = `${network.receiver.url}/status`
  const numbers = Array.from({ length: 1000 }, (_, index) => `+1212${String(5_000_000 + index)}`)
  const create = (to: string) => network.client.messages.create({ to, from: acme.number, body: to, statusCallback })
  const results = []
  for (let start = 0; start < numbers.length; start += 50) {
    results.push(...(await Promise.allSettled(numbers.slice(start, start + 50).map(create))))
  }
  expect(await network.control.settle()).toMatchObject({ settled: true })

  const messages = await network.control.messages()
  const requests = await network.control.requests({ operation: 'messages.create' })
  expect(requests).toHaveLength(1000)
  expect(messages.map(({ sid }) => sid).sort()).toEqual(requests.flatMap(({ sid }) => sid ?? []).sort())
  expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(['delivered']))
  const told = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value.sid ? [result.value.sid] : [],
  )
  expect(told.length).toBeLessThan(messages.length)
  const callbacks = await network.control.callbacks({ kind: 'message.status' })
  const genuine = callbacks.filter(({ signature }) => signature === 'valid')
  const lost = genuine.filter(({ faults }) => faults.includes('lost'))
  expect(lost.length).toBeGreaterThan(0)
  expect(new Set(genuine.map(({ sid, status }) => `${sid} ${status}`)).size).toBe(messages.length * 3)
  const delivered = callbacks.reduce((sum, { attempts }) => sum + attempts.length, 0)
  expect(network.receiver.at('/status')).toHaveLength(delivered)
}, 60_000)

test('runs as a program: says when it is ready and stops when told', async () => {
  const main = new URL('../../../simulator/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [main], { env: { ...process.env, SIMULATOR_PORT: '0' } })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  expect(line).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/)
  const client = clientOf(line.slice('ready '.length))
  expect(await client.balance.fetch()).toMatchObject({ balance: '100.00', currency: 'USD', accountSid: acme.sid })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
}, 20_000)
