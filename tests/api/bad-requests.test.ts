import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

describe.each(['/api', '/v1'])('%s', (dialect) => {
  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    world.api(dialect + path, { body, headers })

  it.each([
    ['page=0', 'page'],
    ['per_page=101', 'per_page'],
    ['limit=x', 'limit'],
    ['page=1e9', 'page'],
    ['page=', 'page'],
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
    const answer = await raw(
      `${dialect}${SMS}`,
      { 'transfer-encoding': 'chunked' },
      Array.from({ length: 30 }, () => ' '.repeat(50_000)),
    )
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

  it.each(['abc', '0', '-1', '0x1', '1e0', '+1', '%201', '1.5', '9007199254740993', '%E0%A4%A', "1'--"])(
    'id %s is like one that nobody has',
    async (id) => {
      const answer = await world.api(`${dialect}/voice-messages/${id}`)
      const missing = await world.api(`${dialect}/voice-messages/999999`)
      expect(answer.status).toBe(404)
      expect({ ...answer.body, timestamp: '' }).toEqual({ ...missing.body, timestamp: '' })
    },
  )
})

/** A request that is written by hand, since a good client would not send it. */
function raw(
  path: string,
  headers: Record<string, string>,
  chunks: string[],
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(world.url + path, {
      method: 'POST',
      headers: { 'x-api-key': 'acme_api_key_12345', 'content-type': 'application/json', ...headers },
    })
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
