import { expect, test } from 'vitest'
import { acme, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const get = async (path: string) => {
  const response = await fetch(network.simulator.url + path)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const page = `/handset/${encodeURIComponent(person)}`

test('lists people and traffic, and refuses markup in what it shows', async () => {
  await network.client.messages.create({ to: person, from: acme.number, body: '<script>alert(1)</script> & "hi"' })
  const { status, text, headers } = await get('/')
  expect(status).toBe(200)
  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(text).toContain('(212) 555-0123')
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;hi&quot;')
  const handset = await get(page)
  expect(handset.text).toContain('&lt;script&gt;')
  expect(handset.text).not.toMatch(/<script>|\son\w+=|style=|https?:\/\//)
})

test('serves its own parts and nothing else', async () => {
  for (const name of ['base.css', 'handset.js', 'index.js', 'sound.js', 'handset.svg']) {
    expect((await get(`/assets/${name}`)).status).toBe(200)
  }
  for (const path of [
    '/assets/handset-page.ts',
    '/assets/..%2fmain.ts',
    '/nothing',
    '/audio/none',
    `${page}/items/x`,
  ]) {
    expect((await get(path)).status).toBe(404)
  }
})

test('while it is open a call rings there, is answered, heard at its own pace and keyed', async () => {
  await network.control.setClock({ mode: 'real' })
  const stop = new AbortController()
  const stream = await fetch(`${network.simulator.url}${page}/events`, { signal: stop.signal })
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  let received = ''
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(received)
      if (match) return match
      received += (await reader.read()).value
    }
  }
  await network.control.setDefaults({ answerAfterMs: 100 })
  network.receiver.on('/jingle.mp3', { type: 'audio/mpeg', body: 'tune' })
  network.receiver.twiml('/menu', '<Say>Thank you</Say>')
  const url = network.receiver.twiml(
    '/twiml',
    `<Play>/jingle.mp3</Play><Gather numDigits="1" action="/menu"><Say>${'Press a key. '.repeat(99)}</Say></Gather>`,
  )
  const { sid } = await network.client.calls.create({ to: person, from: acme.number, url })
  await until(/"event":"ringing"/)
  expect((await get('/')).text).toContain('open')
  await network.control.setDefaults({ answerAfterMs: 2000 })
  expect((await network.client.calls(sid).fetch()).status).toBe('ringing')
  await network.control.answer(sid)

  const [, index, sha256] = await until(/"index":(\d+),"entry":\{"kind":"play".*?"sha256":"(\w+)"/)
  expect((await get(`/audio/${sha256}`)).text).toBe('tune')
  const heard = { method: 'POST', body: JSON.stringify({ index: Number(index) }) }
  expect((await fetch(`${network.simulator.url}/_sim/calls/${sid}/heard`, heard)).status).toBe(200)
  await until(/"text":"Press a key/)
  await network.control.press(sid, '4')
  await until(/"text":"Thank you"/)
  await network.control.hangup(sid)
  await until(/"status":"completed"/)
  expect(network.receiver.at('/menu')[0]!.params.Digits).toBe('4')
  expect((await get(page)).text).toMatch(/Thank you.*you pressed 4|you pressed 4.*Thank you/s)
  stop.abort()
  await reader.closed.catch(() => undefined)
})
