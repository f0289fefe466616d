import twilio from 'twilio'
import { beforeEach, expect, test } from 'vitest'
import { acme, useNetwork } from './support/network.ts'

const network = useNetwork()
const key = { sid: `SK${'5'.repeat(32)}`, secret: 'k'.repeat(32) }
let applicationSid: string
beforeEach(async () => {
  const { sid: accountSid, token: authToken } = acme
  const numbers = [{ phoneNumber: acme.number }]
  await network.control.registerAccount({ accountSid, authToken, apiKeys: [key], numbers })
  const voiceUrl = network.receiver.twiml('/app', '<Say>Hello</Say>')
  applicationSid = (await network.client.applications.create({ voiceUrl, statusCallback: voiceUrl })).sid
})

const { AccessToken } = twilio.jwt
function token({ secret = key.secret, identity = 'anna', outgoing = true, ttl = 600 } = {}) {
  const made = new AccessToken(acme.sid, key.sid, secret, { identity, ttl })
  made.addGrant(
    new AccessToken.VoiceGrant(outgoing ? { outgoingApplicationSid: applicationSid } : { incomingAllow: true }),
  )
  return made.toJwt()
}

test('a browser with a token calls its application with its own parameters', async () => {
  const params = { To: '+12025550123', CallerId: '+1', note: 'a & b' }
  const { sid } = await network.control.clientCall({ token: token(), params })
  await network.control.settle()
  const [begun, ended] = network.receiver.at('/app')
  const usual = { CallSid: sid, AccountSid: acme.sid, ApplicationSid: applicationSid, Direction: 'inbound' }
  expect(begun!.params).toMatchObject({ ...usual, From: 'client:anna', CallStatus: 'ringing', ...params })
  expect(ended!.params).toMatchObject({ ...usual, CallStatus: 'completed', CallbackSource: 'call-progress-events' })
  const [call] = await network.control.calls({ sid })
  expect(call!.heard).toMatchObject([{ kind: 'say', text: 'Hello' }, { kind: 'hangup' }])
})

test.each([
  ['signed with another secret', () => token({ secret: 'x'.repeat(32) }), '20101'],
  ['changed on the way', () => token().replace(/\.[^.]+\./, `.${btoa('{"sub":"x"}')}.`), '20101'],
  ['over', () => token({ ttl: -1 }), '20104'],
  ['for being called only', () => token({ outgoing: false }), '31201'],
])('a token that is %s lets nobody call', async (_what, made, code) => {
  await expect(network.control.clientCall({ token: made() })).rejects.toThrow(code)
  expect(network.receiver.at('/app')).toEqual([])
})

test('a recording is given in part', async () => {
  const record = {
    to: '+12125550123',
    from: acme.number,
    record: true,
    url: network.receiver.twiml('/long', '<Pause length="2"/>'),
  }
  await network.client.calls.create(record)
  await network.control.settle()
  const [recording] = await network.control.recordings()
  const ask = (range?: string) => {
    const authorization = `Basic ${Buffer.from(`${acme.sid}:${acme.token}`).toString('base64')}`
    const address = `${network.simulator.url}/2010-04-01/Accounts/${acme.sid}/Recordings/${recording!.sid}.mp3`
    return fetch(address, { headers: { authorization, ...(range && { range }) } })
  }
  const whole = Buffer.from(await (await ask()).arrayBuffer())
  for (const [range, from, to] of [
    ['bytes=2-5', 2, 6],
    ['bytes=10-', 10, whole.length],
    ['bytes=-4', whole.length - 4, whole.length],
  ] as const) {
    const part = await ask(range)
    expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${whole.length}`)
    expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, whole.subarray(from, to)])
  }
  expect((await ask(`bytes=${whole.length}-`)).status).toBe(416)
})

test('a browser that is rung is told what the call says, by its document or by who places it', async () => {
  const client = '<Client><Identity>anna</Identity><Parameter name="from" value="a &amp; b"/></Client>'
  network.receiver.twiml('/ring', `<Dial>${client}</Dial>`)
  const url = `${network.receiver.url}/ring`
  await network.client.calls.create({ to: '+12025550123', from: acme.number, url })
  await network.client.calls.create({ to: 'client:berta?from=a+%26+b&by=Carl', from: acme.number, url: `${url}?` })
  await network.control.settle()
  const [dialled] = await network.control.calls({ to: 'client:anna', direction: 'outbound-dial' })
  expect(dialled!.parameters).toEqual({ from: 'a & b' })
  expect((await network.control.calls({ to: 'client:berta' }))[0]!.parameters).toEqual({ from: 'a & b', by: 'Carl' })
})
