import { describe, expect, test } from 'vitest'
import { differences, openapi } from './support/openapi.ts'
import { acme, person, useNetwork } from './support/network.ts'

const network = useNetwork()

/** Asks the simulator and holds its answer against the specification. */
async function ask(method: string, path: string, form?: Record<string, string>): Promise<Record<string, string>> {
  const pathname = `/2010-04-01/Accounts/${acme.sid}${path || '.json'}`
  const response = await fetch(network.simulator.url + pathname, {
    method,
    headers: { authorization: `Basic ${btoa(`${acme.sid}:${acme.token}`)}` },
    body: form ? new URLSearchParams(form) : null,
  })
  const text = await response.text()
  const body = text ? (JSON.parse(text) as Record<string, string>) : {}
  expect(differences(method, pathname, response.status, body), `${method} ${pathname} → ${response.status}`).toEqual([])
  return body
}

describe.skipIf(openapi === null)(openapi ? 'every answer' : 'skipped: no shared data', () => {
  test('about accounts', async () => {
    await ask('GET', '')
    await ask('GET', '/Balance.json')
  })

  test('is held against the specification in earnest', () => {
    const pathname = `/2010-04-01/Accounts/${acme.sid}/Balance.json`
    const balance = { account_sid: acme.sid, balance: 1, extra: true }
    expect(differences('GET', pathname, 200, balance)).toEqual([
      ...['.extra is not documented', '.balance is no string', '.currency is missing'],
    ])
    expect(differences('GET', pathname, 418, balance)).toHaveLength(1)
    expect(differences('GET', '/2010-04-01/Nothing.json', 200, {})).toHaveLength(1)
  })

  test('about messages, through their life', async () => {
    const message = { To: person, From: acme.number, Body: 'Hello' }
    const { sid } = await ask('POST', '/Messages.json', message)
    await network.control.settle()
    await ask('GET', `/Messages/${sid}.json`)
    await ask('GET', '/Messages.json')
    await ask('POST', `/Messages/${sid}.json`, { Body: '' })
    await ask('DELETE', `/Messages/${sid}.json`)
    await ask('GET', `/Messages/${sid}.json`)
    await ask('POST', '/Messages.json', { ...message, To: '+15005550001' })
    await network.control.addFault({ kind: 'throttle', count: 1 })
    await ask('POST', '/Messages.json', message)
    await network.control.scriptNumber(person, { sms: { outcome: 'undelivered' } })
    const failed = await ask('POST', '/Messages.json', message)
    await network.control.settle()
    await ask('GET', `/Messages/${failed.sid}.json`)
  })

  test('about calls and recordings', async () => {
    const twiml = '<Response><Record maxLength="3" action="http://127.0.0.1:9/"/></Response>'
    const { sid } = await ask('POST', '/Calls.json', { To: person, From: acme.number, Twiml: twiml })
    await network.control.settle()
    await ask('GET', `/Calls/${sid}.json`)
    await ask('GET', '/Calls.json')
    await ask('POST', '/Calls.json', { To: person, From: acme.number })
    const running = await ask('POST', '/Calls.json', { To: person, From: acme.number, Twiml: '<Response/>' })
    await ask('POST', `/Calls/${running.sid}.json`, { Status: 'canceled' })
    await ask('GET', '/Recordings.json')
    const [recording] = await network.control.recordings()
    await ask('GET', `/Recordings/${recording!.sid}.json`)
    await ask('DELETE', `/Recordings/${recording!.sid}.json`)
  })

  test('about numbers and applications', async () => {
    const number = await ask('POST', '/IncomingPhoneNumbers.json', { PhoneNumber: '+14155550177' })
    await ask('GET', '/IncomingPhoneNumbers.json')
    for (const kind of ['US/Local', 'US/TollFree', 'GB/Mobile']) await ask('GET', `/AvailablePhoneNumbers/${kind}.json`)
    await ask('GET', `/IncomingPhoneNumbers/${number.sid}.json`)
    await ask('POST', `/IncomingPhoneNumbers/${number.sid}.json`, { SmsUrl: 'https://x.test/sms' })
    await ask('DELETE', `/IncomingPhoneNumbers/${number.sid}.json`)
    const application = await ask('POST', '/Applications.json', { FriendlyName: 'Mine' })
    await ask('GET', '/Applications.json')
    await ask('GET', `/Applications/${application.sid}.json`)
    await ask('POST', `/Applications/${application.sid}.json`, { VoiceUrl: 'https://x.test/voice' })
    await ask('DELETE', `/Applications/${application.sid}.json`)
  })
})
