import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { expectError } from '../support/expect-error.ts'
import { countRows } from '../support/rows.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

/** Whatever is refused here leaves nothing behind. */
let before: Record<string, number>
beforeEach(() => (before = countRows(world)))
afterEach(async () => {
  expect(countRows(world)).toEqual(before)
  expect(await world.sim.requests()).toEqual([])
})

const SMS = '/communication/sms/send'
const CALL = '/communication/voice/send'
const TEMPLATE = '/voice-messages'
const TO = '+12025550123'
const sms = { to: TO, message: 'Hello' }
const template = { name: 'Name', voice_text: 'Text' }

describe.each(['/api', '/v1'])('%s', (dialect) => {
  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    world.api(dialect + path, { body, headers })

  it.each([
    ['malformed JSON', '{"to":'],
    ['two values', '{} {}'],
    ['a comma too many', '{"to":"+12025550123",}'],
    ['invalid UTF-8', Buffer.from('7b22746f223a22ff22', 'hex')],
    ['the code page of a desktop', Buffer.from('{"to":"+12025550123","message":"Gr\xfc\xdfe"}', 'latin1')],
  ])('body with %s is malformed', async (_name, body) => {
    const answer = await send(SMS, body)
    expect(answer.status).toBe(400)
    expectError(dialect, answer.body, 'VALIDATION_ERROR', null)
  })

  it.each<[string, string, unknown, string]>([
    ['an array', SMS, [sms], ''],
    ['a string', SMS, '"hello"', ''],
    ['null', SMS, 'null', ''],
    ['nothing', SMS, {}, 'to'],
    ['a number that is a number', SMS, { ...sms, to: 12025550123 }, 'to'],
    ['a message that is an object', SMS, { ...sms, message: { text: 'x' } }, 'message'],
    ['variables that are a list', SMS, { ...sms, variables: ['x'] }, 'variables'],
    ['a variable that is an object', SMS, { ...sms, variables: { a: {} } }, 'variables.a'],
    ['a variable whose name is none', SMS, { ...sms, variables: { 'a b': '' } }, 'variables.a b'],
    ['strict as a word', SMS, { ...sms, strict: 'yes' }, 'strict'],
    ['an unknown field', SMS, { ...sms, colour: 'red' }, 'colour'],
    ['a field of another operation', CALL, { to: TO, voice_message_id: 1, message: 'x' }, 'message'],
    ['a tenant of its own choice', TEMPLATE, { ...template, tenant_id: 'globex-inc' }, 'tenant_id'],
    ['an empty message', SMS, { ...sms, message: '' }, 'message'],
    ['a message of blanks', SMS, { ...sms, message: ' \n ' }, 'message'],
    ['a message that is too long', SMS, { ...sms, message: 'x'.repeat(1_601) }, 'message'],
    [
      'a message that becomes too long',
      SMS,
      { ...sms, message: '{a}{a}', variables: { a: 'x'.repeat(900) } },
      'message',
    ],
    ['a message that becomes empty', SMS, { ...sms, message: '{a}', variables: { a: '' } }, 'message'],
    ['both a message and a template', SMS, { ...sms, voice_message_id: 1 }, 'message'],
    ['neither a message nor a template', SMS, { to: TO }, 'message'],
    ['a number without its plus', SMS, { ...sms, to: '12025550123' }, 'to'],
    ['a number with blanks', SMS, { ...sms, to: '+1 202 555 0123' }, 'to'],
    ['a number with a letter', SMS, { ...sms, to: '+1202555O123' }, 'to'],
    ['a number with a line break', SMS, { ...sms, to: '+12025550123\n' }, 'to'],
    ['a number that begins with zero', SMS, { ...sms, to: '+0987654321' }, 'to'],
    ['a number of 16 digits', SMS, { ...sms, to: '+1234567890123456' }, 'to'],
    ['an impossible number', SMS, { ...sms, to: '+1234' }, 'to'],
    ['a caller number of somebody else', SMS, { ...sms, from_number: '+12135550199' }, 'from_number'],
    ['two numbers that disagree', SMS, { ...sms, phone_number: '+12025550124' }, 'phone_number'],
    ['two texts that disagree', SMS, { ...sms, body: 'Other' }, 'body'],
    [
      'a missing variable under strict',
      SMS,
      { ...sms, message: '{a} {b}', variables: { a: '1' }, strict: true },
      'variables',
    ],
    ['a template id that is none', CALL, { to: TO, voice_message_id: 'x' }, 'voice_message_id'],
    ['a template id below one', CALL, { to: TO, voice_message_id: 0 }, 'voice_message_id'],
    ['a template id that is a truth value', CALL, { to: TO, voice_message_id: true }, 'voice_message_id'],
    ['a template id in a list', CALL, { to: TO, voice_message_id: [1] }, 'voice_message_id'],
    ['a template id in other digits', CALL, { to: TO, voice_message_id: '0x1' }, 'voice_message_id'],
    [
      'two lists that nest without end',
      SMS,
      `{"to":${'['.repeat(200_000)}${']'.repeat(200_000)},"to_number":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      'to_number',
    ],
    [
      'a value that nests without end',
      SMS,
      `{"to":"${TO}","message":"x","variables":{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}}`,
      'variables.a',
    ],
    ['a template id with a fraction', CALL, { to: TO, voice_message_id: 1.5 }, 'voice_message_id'],
    ['a template without a text', TEMPLATE, { name: 'Name' }, 'voice_text'],
    ['a template of blanks', TEMPLATE, { ...template, voice_text: '  ' }, 'voice_text'],
    ['a template that is too long', TEMPLATE, { ...template, voice_text: 'x'.repeat(16_001) }, 'voice_text'],
    ['a name that is too long', TEMPLATE, { ...template, name: 'x'.repeat(101) }, 'name'],
    ['a gender that is none', TEMPLATE, { ...template, voice_gender: 'robot' }, 'voice_gender'],
    ['an age that is none', TEMPLATE, { ...template, voice_age: -1 }, 'voice_age'],
    ['an SSML type that is none', TEMPLATE, { ...template, voice_text: '{a}~SSML~shout' }, 'voice_text'],
    ['a brace that never closes', TEMPLATE, { ...template, voice_text: 'Hello {name' }, 'voice_text'],
    ['markup in braces', TEMPLATE, { ...template, voice_text: '{<Dial>}' }, 'voice_text'],
    ['audio that the tenant does not have', TEMPLATE, { ...template, voice_text: '{MP3~nobody}' }, 'voice_text'],
    [
      'a voice that Twilio does not have',
      TEMPLATE,
      { ...template, voice_settings: { voice: 'bob' } },
      'voice_settings.voice',
    ],
    [
      'a language that the voice does not speak',
      TEMPLATE,
      { ...template, voice_settings: { voice: 'Polly.Amy', language: 'de-DE' } },
      'voice_settings.language',
    ],
  ])('%s is refused and named', async (_name, path, body, field) => {
    const answer = await send(path, body)
    expect(answer.status).toBe(422)
    expectError(dialect, answer.body, 'VALIDATION_ERROR', { field, issue: expect.any(String) })
  })

  it('every_unknown_field_is_named', async () => {
    const answer = await send(SMS, { ...sms, one: 1, two: 2, variables: { a: 'x' }, __proto__x: 1 })
    const { issues } = dialect === '/v1' ? answer.body.details : answer.body.error.details
    expect(issues.map((issue: { field: string }) => issue.field)).toEqual(['one', 'two', '__proto__x'])
  })
})
