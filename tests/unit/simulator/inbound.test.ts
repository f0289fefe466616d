import twilio from 'twilio'
import { beforeEach, describe, expect, test } from 'vitest'
import { acme, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const number = '+14155550101'

beforeEach(async () => {
  const { url } = network.receiver
  await network.control.registerAccount({
    ...{ accountSid: acme.sid, authToken: acme.token },
    numbers: [{ phoneNumber: number, smsUrl: `${url}/sms`, voiceUrl: `${url}/voice`, statusCallback: `${url}/ended` }],
  })
})

describe('an SMS from a handset', () => {
  test('reaches the webhook signed and complete, and its answer is sent', async () => {
    network.receiver.twiml(
      '/sms',
      '<Message action="/status">Thanks &amp; bye</Message><Message><Body>Two</Body></Message>',
    )
    const { sid } = await network.control.inboundSms({ from: person, to: number, body: 'Hi  there\n' })
    const [webhook] = network.receiver.at('/sms')
    expect(webhook!.params).toMatchObject({
      ...{ MessageSid: sid, SmsMessageSid: sid, SmsSid: sid, AccountSid: acme.sid, From: person, To: number },
      ...{ Body: 'Hi  there\n', NumMedia: '0', NumSegments: '1', SmsStatus: 'received', FromCity: 'NEW YORK' },
      ...{ ToCity: 'SAN FRANCISCO', FromCountry: 'US', ApiVersion: '2010-04-01' },
    })
    const signature = String(webhook!.headers['x-twilio-signature'])
    expect(twilio.validateRequest(acme.token, signature, webhook!.url, webhook!.params)).toBe(true)
    await network.control.settle()
    const replies = await network.client.messages.list({ to: person })
    expect(replies.map(({ body, direction, status }) => [body, direction, status])).toEqual([
      ['Two', 'outbound-reply', 'delivered'],
      ['Thanks & bye', 'outbound-reply', 'delivered'],
    ])
    expect(network.receiver.at('/status').map(({ params }) => params.MessageStatus)).toEqual([
      'sending',
      'sent',
      'delivered',
    ])
    expect(await network.client.messages(sid).fetch()).toMatchObject({ status: 'received', direction: 'inbound' })
  })

  test.each(['stop', 'STOPALL', ' Unsubscribe '])('%j opts out until START', async (word) => {
    const send = () => network.client.messages.create({ to: person, from: number, body: 'x' })
    await network.control.inboundSms({ from: person, to: number, body: word })
    expect(network.receiver.at('/sms')).toHaveLength(1)
    await expect(send()).rejects.toMatchObject({ code: 21610, status: 400 })
    await network.control.inboundSms({ from: person, to: number, body: 'start' })
    expect((await send()).status).toBe('queued')
    await network.control.settle()
    const replies = await network.client.messages.list({ to: person })
    expect(replies.map(({ body }) => body).join()).toMatch(/re-subscribed.*unsubscribed/s)
  })

  test('a word inside a sentence opts nobody out', async () => {
    await network.control.inboundSms({ from: person, to: number, body: 'please stop by' })
    expect((await network.client.messages.create({ to: person, from: number, body: 'x' })).status).toBe('queued')
  })

  test('to nobody is refused', async () => {
    const sms = network.control.inboundSms({ from: person, to: '+14155550999', body: 'x' })
    await expect(sms).rejects.toThrow('No account has the number')
  })
})

describe('a call from a handset', () => {
  test('asks the number while it rings, then is answered', async () => {
    network.receiver.twiml('/voice', '<Say>Welcome</Say>')
    const { sid } = await network.control.inboundCall({ from: person, to: number })
    await network.control.settle()
    expect(network.receiver.at('/voice')[0]!.params).toMatchObject({
      ...{ CallSid: sid, Direction: 'inbound', CallStatus: 'ringing', From: person, To: number, Caller: person },
      Called: number,
    })
    const [call] = await network.control.calls({ sid })
    expect(call!.history.map(({ status }) => status)).toEqual(['ringing', 'in-progress', 'completed'])
    expect(call!.heard[0]).toMatchObject({ kind: 'say', text: 'Welcome' })
    expect(network.receiver.at('/ended')[0]!.params).toMatchObject({
      CallStatus: 'completed',
      CallSid: sid,
      CallDuration: '1',
    })
  })

  test('is refused by Reject before it is answered', async () => {
    network.receiver.twiml('/voice', '<Reject reason="busy"/>')
    const { sid } = await network.control.inboundCall({ from: person, to: number })
    await network.control.settle()
    const [call] = await network.control.calls({ sid })
    expect(call).toMatchObject({ status: 'busy', answeredAt: null, price: null })
  })

  test('goes to the application of the number', async () => {
    const application = await network.client.applications.create({ voiceUrl: `${network.receiver.url}/app` })
    network.receiver.twiml('/app', '<Say>From the application</Say>')
    const [own] = await network.client.incomingPhoneNumbers.list({ phoneNumber: number })
    await network.client.incomingPhoneNumbers(own!.sid).update({ voiceApplicationSid: application.sid })
    await network.control.inboundCall({ from: person, to: number })
    await network.control.settle()
    expect(network.receiver.at('/app')[0]!.params).toMatchObject({ ApplicationSid: application.sid })
    expect(network.receiver.at('/voice')).toEqual([])
  })
})
