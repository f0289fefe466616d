import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
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

function expectError(dialect: string, body: any, code: string, details: unknown = expect.anything()) {
  const shown = dialect === '/v1' ? { success: false, error_code: code, details } : { success: false, error: { code, details } } // prettier-ignore
  expect(body).toMatchObject(shown)
  expect(JSON.stringify(body)).not.toMatch(/\bat \/|node_modules|SQLITE|sqlite/)
}

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
    ['a message that becomes too long', SMS, { ...sms, message: '{a}{a}', variables: { a: 'x'.repeat(900) } }, 'message'],
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
    ['a missing variable under strict', SMS, { ...sms, message: '{a} {b}', variables: { a: '1' }, strict: true }, 'variables'],
    ['a template id that is none', CALL, { to: TO, voice_message_id: 'x' }, 'voice_message_id'],
    ['a template id below one', CALL, { to: TO, voice_message_id: 0 }, 'voice_message_id'],
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
    ['a voice that Twilio does not have', TEMPLATE, { ...template, voice_settings: { voice: 'bob' } }, 'voice_settings.voice'],
    ['a language that the voice does not speak', TEMPLATE, { ...template, voice_settings: { voice: 'Polly.Amy', language: 'de-DE' } }, 'voice_settings.language'],
  ])('%s is refused and named', async (_name, path, body, field) => {
    const answer = await send(path, body)
    expect(answer.status).toBe(422)
    expectError(dialect, answer.body, 'VALIDATION_ERROR', { field, issue: expect.any(String) })
  }) // prettier-ignore

  it('every_unknown_field_is_named', async () => {
    const answer = await send(SMS, { ...sms, one: 1, two: 2, variables: { a: 'x' }, __proto__x: 1 })
    const { issues } = dialect === '/v1' ? answer.body.details : answer.body.error.details
    expect(issues.map((issue: { field: string }) => issue.field)).toEqual(['one', 'two', '__proto__x'])
  })

  it.each([
    ['page=0', 'page'],
    ['per_page=101', 'per_page'],
    ['limit=x', 'limit'],
    ['page=1e9', 'page'],
    ['colour=red', 'colour'],
    ['cursor=nonsense', 'cursor'],
    ['status=gone', 'status'],
    ['number=12', 'number'],
    ['date_from=yesterday', 'date_from'],
    ['date_from=2026-02-31', 'date_from'],
    ['page=1&page=2', 'page'],
  ])('query %s is refused and named', async (query, field) => {
    const answer = await world.api(`${dialect}/communication/history?${query}`)
    expect(answer.status).toBe(422)
    expectError(dialect, answer.body, 'VALIDATION_ERROR', { field })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/csv'])(
    'content type %s is not taken',
    async (type) => {
      const answer = await send(SMS, 'to=x', { 'content-type': type })
      expect(answer.status).toBe(415)
      expectError(dialect, answer.body, 'UNSUPPORTED_MEDIA_TYPE', { content_type: type.split(';')[0] })
    },
  )

  it('content_type_may_have_parameters', async () => {
    const answer = await send(SMS, { to: 'x' }, { 'content-type': 'Application/JSON; charset=utf-8' })
    expect(answer.status).toBe(422)
  })

  it('announced_body_over_a_megabyte_is_refused_unread', async () => {
    const answer = await raw(`${dialect}${SMS}`, { 'content-length': '5000000' }, [])
    expect(answer.status).toBe(413)
    expectError(dialect, JSON.parse(answer.text), 'PAYLOAD_TOO_LARGE', { max_bytes: 1_000_000 })
  })

  it('chunked_body_over_a_megabyte_is_refused', async () => {
    const answer = await raw(`${dialect}${SMS}`, { 'transfer-encoding': 'chunked' }, Array.from({ length: 30 }, () => ' '.repeat(50_000))) // prettier-ignore
    expect(answer.status).toBe(413)
    expectError(dialect, JSON.parse(answer.text), 'PAYLOAD_TOO_LARGE', { max_bytes: 1_000_000 })
  })

  it.each([
    ['GET', '/nothing'],
    ['POST', '/voice-messages/1'],
    ['DELETE', '/voice-messages'],
    ['GET', '/communication/sms/send'],
    ['GET', '/voice-messages/../tenants'],
    ['GET', '/nothing/%00'],
    ['GET', '/%E0%A4%A'],
  ])('%s %s is no operation', async (method, path) => {
    const answer = await world.api(dialect + path, { method })
    expect(answer.status).toBe(404)
    expectError(dialect, answer.body, 'NOT_FOUND', expect.anything())
  })

  it.each(['abc', '0', '-1', '1.5', '9007199254740993', '%E0%A4%A', "1'--"])('id %s is like one that nobody has', async (id) => {
    const answer = await world.api(`${dialect}/voice-messages/${id}`)
    const missing = await world.api(`${dialect}/voice-messages/999999`)
    expect(answer.status).toBe(404)
    expect({ ...answer.body, timestamp: '' }).toEqual({ ...missing.body, timestamp: '' })
  }) // prettier-ignore
})

/** A request that is written by hand, since a good client would not send it. */
function raw(
  path: string,
  headers: Record<string, string>,
  chunks: string[],
): Promise<{ status: number; text: string }> {
  // prettier-ignore
  return new Promise((resolve, reject) => {
    const outgoing = request(world.url + path, { method: 'POST', headers: { 'x-api-key': 'acme_api_key_12345', 'content-type': 'application/json', ...headers } }) // prettier-ignore
    let isAnswered = false
    outgoing.on('error', (error) => isAnswered || reject(error)) // the rest of a body that is refused meets a closed door
    outgoing.on('response', (response) => {
      isAnswered = true
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode!, text: Buffer.concat(parts).toString() }))
    })
    outgoing.flushHeaders()
    for (const chunk of chunks) outgoing.write(chunk)
    if (chunks.length > 0) outgoing.end()
  })
}
