import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { acme, clientOf, globex, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const send = (more: Record<string, unknown> = {}) =>
  network.client.messages.create({ to: person, from: acme.number, body: 'Hello', ...more })

describe('the life of a message', () => {
  test('goes from queued to delivered with a signed callback for each status but the first', async () => {
    const created = await send({ statusCallback: `${network.receiver.url}/status` })
    expect(created).toMatchObject({ status: 'queued', numSegments: '0', price: null, direction: 'outbound-api' })
    expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/)
    await network.control.settle()

    const callbacks = network.receiver.at('/status')
    expect(callbacks.map(({ params }) => params.MessageStatus)).toEqual(['sending', 'sent', 'delivered'])
    for (const { params, headers, url } of callbacks) {
      expect(params).toMatchObject({
        ...{ AccountSid: acme.sid, MessageSid: created.sid, SmsSid: created.sid, From: acme.number, To: person },
        ...{ SmsStatus: params.MessageStatus, ApiVersion: '2010-04-01' },
      })
      expect(headers['user-agent']).toBe('TwilioProxy/1.1')
      expect(headers['i-twilio-idempotency-token']).toBeTruthy()
      expect(twilio.validateRequest(acme.token, String(headers['x-twilio-signature']), url, params)).toBe(true)
      expect(twilio.validateRequest(globex.token, String(headers['x-twilio-signature']), url, params)).toBe(false)
    }
    expect(callbacks[2]!.params.RawDlrDoneDate).toMatch(/^\d{10}$/)
    const fetched = await network.client.messages(created.sid).fetch()
    expect(fetched).toMatchObject({ status: 'delivered', numSegments: '1', price: '-0.00790', priceUnit: 'USD' })
    expect(fetched.dateSent).toBeInstanceOf(Date)
  })

  test('counts segments as the network charges them', async () => {
    const { sid } = await send({ body: '😀'.repeat(36) })
    await network.control.settle()
    expect(await network.client.messages(sid).fetch()).toMatchObject({ numSegments: '2', price: '-0.01580' })
  })

  test.each([
    ['undelivered', 30003, ['sending', 'sent', 'undelivered']],
    ['failed', 30007, ['sending', 'failed']],
  ] as const)('ends %s with code %i when the number is scripted so', async (outcome, errorCode, statuses) => {
    await network.control.scriptNumber(person, { sms: { outcome, errorCode } })
    const { sid } = await send({ statusCallback: `${network.receiver.url}/status` })
    await network.control.settle()
    const callbacks = network.receiver.at('/status').map(({ params }) => params)
    expect(callbacks.map((params) => params.MessageStatus)).toEqual(statuses)
    expect(callbacks.at(-1)!.ErrorCode).toBe(String(errorCode))
    const fetched = await network.client.messages(sid).fetch()
    expect(fetched).toMatchObject({ status: outcome, errorCode })
    expect(fetched.errorMessage).toBeTruthy()
  })

  test('redacts and deletes only what is over', async () => {
    const { sid } = await send()
    await expect(network.client.messages(sid).update({ body: '' })).rejects.toMatchObject({ code: 20009, status: 409 })
    await expect(network.client.messages(sid).remove()).rejects.toMatchObject({ code: 20009 })
    await network.control.settle()
    expect((await network.client.messages(sid).update({ body: '' })).body).toBe('')
    expect(await network.client.messages(sid).remove()).toBe(true)
    await expect(network.client.messages(sid).fetch()).rejects.toMatchObject({ code: 20404, status: 404 })
  })

  test('cancels a scheduled message before it leaves', async () => {
    const sendAt = new Date(Date.now() + 3_600_000)
    const messagingService = `MG${'0'.repeat(32)}`
    await network.control.changeAccount(acme.sid, {
      messagingServices: [{ sid: messagingService, friendlyName: 'Reminders' }],
    })
    const scheduled = await network.client.messages.create({
      ...{ to: person, messagingServiceSid: messagingService, body: 'Later', sendAt, scheduleType: 'fixed' },
    })
    expect(scheduled.status).toBe('scheduled')
    expect((await network.client.messages(scheduled.sid).update({ status: 'canceled' })).status).toBe('canceled')
    const sent = await send()
    await expect(network.client.messages(sent.sid).update({ status: 'canceled' })).rejects.toMatchObject({
      status: 409,
    })
  })
})

describe('what is refused', () => {
  test.each([
    ['+15005550001', 21211],
    ['+15005550002', 21612],
    ['+15005550003', 21408],
    ['+15005550004', 21610],
    ['+15005550009', 21614],
    ['+1234', 21211],
    ['nonsense', 21211],
  ])('to %s with %i', async (to, code) => {
    await expect(send({ to })).rejects.toMatchObject({ code, status: 400 })
    expect(await network.control.messages()).toEqual([])
  })

  test.each([
    ['+15005550001', 21212],
    ['+15005550007', 21606],
    ['+15005550008', 21611],
    [globex.number, 21606],
    ['12', 21212],
  ])('from %s with %i', async (from, code) => {
    await expect(send({ from })).rejects.toMatchObject({ code, status: 400 })
  })

  test('accepts the magic sender', async () => {
    expect((await send({ from: '+15005550006' })).status).toBe('queued')
  })

  test.each([
    [{ body: '' }, 21602],
    [{ body: 'x'.repeat(1601) }, 21617],
    [{ statusCallback: 'nowhere' }, 21609],
    [{ to: acme.number }, 21612],
  ])('%j', async (more, code) => {
    await expect(send(more)).rejects.toMatchObject({ code, status: 400 })
  })

  test('a trial account that writes to a stranger', async () => {
    const trial = { sid: `AC${'c'.repeat(32)}`, token: 'secret' }
    await network.control.registerAccount({
      ...{ accountSid: trial.sid, authToken: trial.token, type: 'Trial', verifiedNumbers: ['+12125550188'] },
      numbers: [{ phoneNumber: '+13125550100' }],
    })
    const client = clientOf(network.simulator.url, trial)
    const message = { from: '+13125550100', body: 'x' }
    await expect(client.messages.create({ ...message, to: person })).rejects.toMatchObject({ code: 21608 })
    expect((await client.messages.create({ ...message, to: '+12125550188' })).status).toBe('queued')
  })

  test('a script names any code', async () => {
    await network.control.scriptNumber(person, { sms: { refuse: 21614 } })
    await expect(send()).rejects.toMatchObject({ code: 21614 })
  })
})

describe('who may ask', () => {
  test.each([
    ['a wrong token', { ...acme, token: 'wrong' }],
    ['an unknown account', { sid: `AC${'9'.repeat(32)}`, token: acme.token }],
    ["somebody else's path", { ...globex, sid: acme.sid, user: globex.sid }],
  ])('%s is answered 401 and 20003', async (_name, account) => {
    const client = clientOf(network.simulator.url, account)
    await expect(client.messages.list({ limit: 1 })).rejects.toMatchObject({ code: 20003, status: 401 })
  })

  test('an API key speaks for its account', async () => {
    const sid = `SK${'1'.repeat(32)}`
    const numbers = [{ phoneNumber: '+13125550100' }]
    const account = { accountSid: `AC${'d'.repeat(32)}`, authToken: 'token', numbers }
    await network.control.registerAccount({ ...account, apiKeys: [{ sid, secret: 'hush' }] })
    const client = clientOf(network.simulator.url, { sid: account.accountSid, user: sid, token: 'hush' })
    expect((await client.api.v2010.accounts(account.accountSid).fetch()).sid).toBe(account.accountSid)
  })

  test("another account's message is as good as none", async () => {
    const { sid } = await send()
    const other = clientOf(network.simulator.url, globex)
    await expect(other.messages(sid).fetch()).rejects.toMatchObject({ code: 20404, status: 404 })
    expect(await other.messages.list()).toEqual([])
  })
})
