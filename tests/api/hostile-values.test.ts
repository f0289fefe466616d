import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from '../../simulator/model.ts'
import { eventually } from '../support/eventually.ts'
import { readLedger } from '../support/ledger.ts'
import { countRows } from '../support/rows.ts'
import { createTemplate, liftLimits, person, sendSms } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let template: number
beforeAll(async () => {
  world = await startWorld()
  await liftLimits(world.api)
  await world.sim.setDefaults({ answerAfterMs: 50, walkSpeed: 1_000, patienceMs: 14_000_000 })
  template = await createTemplate(world.api, 'Dear {name}, hello. {secret}')
})
afterAll(() => world.stop())

/** A value, and what is left of it where a document or a network can't hold all of it. */
const VALUES: [string, string, string?][] = [
  ['markup that closes', '</Say><Dial>+19005550100</Dial><Say>'],
  ['markup that closes twice', '</prosody></Say><Redirect>https://evil.example/</Redirect>'],
  ['a section', ']]><![CDATA[</Say><Hangup/>'],
  ['an entity', '&lt;Dial&gt; &amp;amp; &#60;Dial&#62;'],
  ['a declaration', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;'],
  ['a comment', '<!-- --><Hangup/>'],
  ['speech markup', '<break time="600s"/><say-as interpret-as="digits">1</say-as>'],
  ['another variable', '{secret}'],
  ['another variable in braces', '{{secret}}'],
  ['an audio file', '{MP3~jingle}'],
  ['a type', '{secret}~SSML~digits'],
  ['quotes', `"it's" 'so' \\"x\\"`],
  ['emoji', '👩‍👩‍👧 🇩🇪 ☎️'],
  ['right to left', 'שלום \u202Eevil\u202C'],
  ['accents', 'Ünïcödé Straße 北京'],
  ['control characters', 'a\u0000b\u0008c\u001Bd\u007Fe', 'abcd\u007Fe'],
  ['half an emoji', 'a\uD83Db', 'ab'],
  ['a noncharacter', 'a\uFFFEb\uFFFFc', 'abc'],
  ['a form', 'x&To=%2B19005550100&Body=evil+'],
  ['a statement', `'; DROP TABLE communication_log; --`],
]

describe.each(VALUES)('a value with %s', (_name, value, kept = value) => {
  const index = VALUES.findIndex(([, one]) => one === value)

  it('is text in an SMS', async () => {
    const to = person(100 + index)
    const answer = await world.api('/api/communication/sms/send', {
      body: { to, message: 'Dear {name}, hello. {secret}', variables: { name: value, secret: 'hidden' } },
    })
    const text = `Dear ${kept}, hello. hidden`
    expect(answer.status).toBe(200)
    expect(answer.body.data).toMatchObject({ to, body: text })
    const [message] = await world.sim.messages({ to })
    expect(message!.body).toBe(text)
    expect(await readLedger(world.api, `number=${encodeURIComponent(to)}`)).toMatchObject([{ message_content: text }])
  })

  it('is text in a call', async () => {
    const to = person(200 + index)
    const variables = { name: value, secret: 'hidden' }
    const answer = await world.api('/api/communication/voice/send', {
      body: { to, voice_message_id: template, variables },
    })
    expect(answer.status).toBe(200)
    const call = await heardOut(to)
    // What the network heard, by its own parser: one utterance, nothing dialled, played, paused or redirected.
    expect(call.errors).toEqual([])
    expect(call.heard.map(({ kind }) => kind)).toEqual(['say', 'hangup'])
    expect(spoken(call)).toBe(squeeze(`Dear ${kept}, hello. hidden`))
    expect(call.documents).toHaveLength(1)
    expect((await world.sim.calls()).filter((one) => one.direction === 'outbound-dial')).toEqual([])
  })
})

it('sixty_four_kilobytes_fit_no_sms', async () => {
  const before = countRows(world)
  for (const value of ['x'.repeat(65_536), '<'.repeat(65_000), '😀'.repeat(30_000), '{a}'.repeat(20_000)]) {
    const answer = await world.api('/api/communication/sms/send', {
      body: { to: person(1), message: 'To {name}', variables: { name: value } },
    })
    expect(answer.status).toBe(422)
    expect(answer.body.error.code).toBe('VALIDATION_ERROR')
  }
  expect(countRows(world)).toEqual(before)
})

it('value_beyond_64_kilobytes_is_refused_and_named', async () => {
  const answer = await world.api('/api/communication/sms/send', {
    body: { to: person(1), message: '{a}', variables: { a: 'x'.repeat(65_537) } },
  })
  expect(answer.status).toBe(422)
  expect(answer.body.error.details.field).toBe('variables.a')
})

it('sixty_four_kilobytes_in_a_call_are_refused_or_said_whole', async () => {
  const tooLong = await world.api('/api/communication/voice/send', {
    body: { to: person(2), voice_message_id: template, variables: { name: '<'.repeat(60_000) } },
  })
  expect(tooLong.status).toBe(422)
  expect(await world.sim.calls({ to: person(2) })).toEqual([])

  const words = Array.from({ length: 6_000 }, (_, index) => `word${index}`).join(' ')
  const variables = { name: words, secret: 'end' }
  const answer = await world.api('/api/communication/voice/send', {
    body: { to: person(3), voice_message_id: template, variables },
  })
  expect(answer.status).toBe(200)
  const call = await heardOut(person(3))
  expect(call.errors).toEqual([])
  expect(spoken(call)).toBe(squeeze(`Dear ${words}, hello. end`))
})

it('names_that_every_object_has_are_no_values', async () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty']
  const message = `Hi ${names.map((name) => `{${name}}`).join('')}!`
  const answer = await sendSms(world.api, person(4), message)
  expect(answer.body.data.body).toBe('Hi !')
  const given = `{"to":"${person(5)}","message":"${message}","variables":{"constructor":"c","toString":"t"}}`
  expect((await world.api('/api/communication/sms/send', { body: given })).body.data.body).toBe('Hi ct!')
})

async function heardOut(to: string): Promise<Call> {
  const [call] = await eventually(
    () => world.sim.calls({ to }),
    ([one]) => one?.endedAt !== null && one !== undefined,
  )
  return call!
}

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim()
const spoken = (call: Call) => squeeze(call.heard.map((part) => (part.kind === 'say' ? part.text : '')).join(' '))
