import { expect, test } from 'vitest'
import { acme, clientOf, globex, useNetwork } from './support/network.ts'

const network = useNetwork()

test('an account and its balance', async () => {
  const account = await network.client.api.v2010.accounts(acme.sid).fetch()
  expect(account).toMatchObject({ sid: acme.sid, friendlyName: 'Acme Corporation', status: 'active', type: 'Full' })
  expect(await network.client.balance.fetch()).toMatchObject({ currency: 'USD' })
})

test('a suspended account is told so', async () => {
  await network.control.registerAccount({ accountSid: acme.sid, authToken: acme.token, status: 'suspended' })
  await expect(network.client.messages.list()).rejects.toMatchObject({ code: 20005, status: 403 })
})

test('numbers are bought, configured, found and given back', async () => {
  const { incomingPhoneNumbers } = network.client
  const bought = await incomingPhoneNumbers.create({ phoneNumber: '+1 415 555 0177', smsUrl: 'https://x.test/sms' })
  expect(bought).toMatchObject({ phoneNumber: '+14155550177', smsUrl: 'https://x.test/sms', smsMethod: 'POST' })
  const changed = await incomingPhoneNumbers(bought.sid).update({
    ...{ voiceUrl: 'https://x.test/voice', voiceMethod: 'GET', friendlyName: 'Front desk' },
  })
  expect(changed).toMatchObject({ friendlyName: 'Front desk', voiceMethod: 'GET', smsUrl: 'https://x.test/sms' })
  const sids = async (filter: object) => (await incomingPhoneNumbers.list(filter)).map(({ sid }) => sid)
  expect(await sids({ phoneNumber: '415555****' })).toEqual([bought.sid])
  expect(await sids({ friendlyName: 'Front desk' })).toEqual([bought.sid])
  expect(await sids({})).toHaveLength(2)
  await expect(incomingPhoneNumbers.create({ phoneNumber: '+14155550177' })).rejects.toMatchObject({ code: 21450 })
  await expect(incomingPhoneNumbers.create({ phoneNumber: globex.number })).rejects.toMatchObject({ code: 21422 })
  await expect(incomingPhoneNumbers(bought.sid).update({ smsUrl: 'nowhere' })).rejects.toMatchObject({ code: 21205 })
  const other = clientOf(network.simulator.url, globex)
  await expect(other.incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({ status: 404 })
  expect(await incomingPhoneNumbers(bought.sid).remove()).toBe(true)
  await expect(incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({ code: 20404 })
})

test('applications are made, changed, used by a call and removed', async () => {
  const { applications } = network.client
  const url = network.receiver.twiml('/app', '<Say>Hello</Say>')
  const made = await applications.create({ friendlyName: 'Trunkline', voiceUrl: url, statusCallback: `${url}/status` })
  expect(made).toMatchObject({ friendlyName: 'Trunkline', voiceUrl: url, voiceMethod: 'POST' })
  expect((await applications(made.sid).update({ voiceMethod: 'GET' })).voiceMethod).toBe('GET')
  expect(await applications.list({ friendlyName: 'Trunkline' })).toHaveLength(1)
  await network.client.calls.create({ to: '+12125550123', from: acme.number, applicationSid: made.sid })
  await network.control.settle()
  expect(network.receiver.at('/app')[0]).toMatchObject({ method: 'GET', params: { ApplicationSid: made.sid } })
  expect(await applications(made.sid).remove()).toBe(true)
  expect(await applications.list()).toEqual([])
})

test('an address that Twilio does not have is 20404', async () => {
  const response = await fetch(`${network.simulator.url}/2010-04-01/Accounts/${acme.sid}/Nothing.json`)
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({
    ...{ code: 20404, status: 404, more_info: 'https://www.twilio.com/docs/errors/20404' },
    message: `The requested resource /2010-04-01/Accounts/${acme.sid}/Nothing.json was not found`,
  })
})
