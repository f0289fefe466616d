import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createApp, createRouter, defineEventHandler, setResponseStatus, toNodeListener } from 'h3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineContract } from '#shared/contracts/contract'
import { ERRORS } from '#shared/contracts/errors'
import { AppError } from '#server/errors'
import { parseInput } from '#server/http/parse-input'
import { MAX_BODY_BYTES } from '#server/http/read-body'

const contract = defineContract({
  id: 'notes.update',
  method: 'POST',
  path: '/api/notes/{id}',
  summary: '',
  access: 'public',
  params: z.object({ id: z.coerce.number().int().min(1) }),
  query: z.strictObject({ limit: z.coerce.number().optional() }),
  body: z.strictObject({
    to: z.string().max(10).optional(),
    message: z.string().optional(),
    nested: z.strictObject({ a: z.number() }).optional(),
  }),
  aliases: { to: ['to_number', 'phone_number'], message: ['body'] },
  readOnly: ['id', 'created_at'],
  acceptsText: 'text/csv',
  collection: 'notes',
  data: z.any(),
  message: '',
})

let server: Server
let url: string
beforeAll(async () => {
  const router = createRouter()
  const handler = defineEventHandler(async (event) => {
    try {
      const { rawBody: _bytes, ...input } = await parseInput(
        event,
        contract,
        event.path.startsWith('/v1') ? 'v1' : 'api',
      )
      return input
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      setResponseStatus(event, ERRORS[error.errorName].status)
      return { error: error.errorName, message: error.message, details: error.details }
    }
  })
  router.post('/api/notes/:id', handler).post('/v1/notes/:id', handler)
  server = createServer(toNodeListener(createApp().use(router))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const post = async (body: unknown, { path = '/api/notes/1', type = 'application/json' as string | null } = {}) => {
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  const response = await fetch(url + path, {
    method: 'POST',
    body: bytes as string,
    headers: type === null ? {} : { 'content-type': type },
  })
  const said = (await response.json()) as Record<string, any>
  return { ...said, status: response.status } as Record<string, any>
}

describe('aliases', () => {
  it.each(['to', 'to_number', 'phone_number'])('%s_arrives_under_the_first_name', async (name) => {
    expect((await post({ [name]: '+1' })).body).toEqual({ to: '+1' })
  })

  it('two_names_that_agree_are_one_and_two_that_disagree_are_refused', async () => {
    expect((await post({ to: '+1', to_number: '+1', phone_number: '+1' })).body).toEqual({ to: '+1' })
    expect(await post({ to_number: '+1', phone_number: '+2' })).toMatchObject({
      status: 422,
      details: { field: 'phone_number' },
    })
  })
})

describe('fields', () => {
  it('read_only_ones_are_taken_aside_for_comparing', async () => {
    expect(await post({ message: 'x', id: 1, created_at: 'then' })).toMatchObject({
      body: { message: 'x' },
      readOnly: { id: 1, created_at: 'then' },
    })
  })

  it('every_unknown_one_is_named_with_its_place', async () => {
    const answer = await post({ colour: 'red', nested: { a: 1, b: 2 }, to: 5 })
    expect(answer).toMatchObject({ status: 422, error: 'VALIDATION_ERROR' })
    expect(answer.details.issues.map(({ field }: { field: string }) => field).sort()).toEqual([
      'colour',
      'nested.b',
      'to',
    ])
  })

  it.each(['__proto__', 'constructor'])('%s_is_an_unknown_field_like_any_other', async (name) => {
    expect(await post(`{"${name}": {"admin": true}}`)).toMatchObject({ status: 422 })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each([['[]'], ['"text"'], ['1'], ['null']])('body_%s_is_refused', async (body) => {
    expect(await post(body)).toMatchObject({ status: 422, error: 'VALIDATION_ERROR' })
  })

  it('no_body_is_an_empty_one', async () => {
    expect((await post(undefined, { type: null })).body).toEqual({})
  })
})

describe('bytes', () => {
  it.each(['{', '{"to": }', '{"to": "a"} x'])('malformed_json_is_refused: %s', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400, error: 'MALFORMED_JSON' })
  })

  it('text_in_another_code_page_is_refused_and_not_stored_wrong', async () => {
    expect(await post(Buffer.from('{"message": "Gr\xfc\xdfe"}', 'latin1'))).toMatchObject({
      status: 400,
      error: 'MALFORMED_JSON',
    })
    expect(await post(Buffer.from('a\xfc', 'latin1'), { type: 'text/csv' })).toMatchObject({ status: 400 })
  })

  it('type_that_nobody_asked_for_is_refused_and_parameters_of_the_right_one_are_fine', async () => {
    expect(await post('to=1', { type: 'application/x-www-form-urlencoded' })).toMatchObject({ status: 415 })
    expect((await post({ to: '1' }, { type: 'Application/JSON; charset=utf-8' })).body).toEqual({ to: '1' })
    expect(await post('a,b', { type: 'text/csv' })).toMatchObject({ text: 'a,b', body: {} })
  })

  it('body_over_the_limit_is_refused', async () => {
    const body = JSON.stringify({ message: 'x'.repeat(MAX_BODY_BYTES) })
    expect(await post(body)).toMatchObject({ status: 413, error: 'PAYLOAD_TOO_LARGE' })
  })
})

describe('address', () => {
  it.each(['abc', '0', '-1', '1.5', '%27%20or%201'])('id_%s_is_missing_not_malformed', async (id) => {
    expect(await post({}, { path: `/api/notes/${id}` })).toMatchObject({ status: 404, error: 'NOT_FOUND' })
  })

  it('unknown_query_is_refused_and_the_key_in_it_is_nobodys_business', async () => {
    expect(await post({}, { path: '/api/notes/1?colour=red' })).toMatchObject({
      status: 422,
      details: { field: 'colour' },
    })
    expect(await post({}, { path: '/api/notes/1?apiKey=secret' })).toMatchObject({ status: 200, query: {} })
  })

  it('v1_lists_fifty_unless_told_otherwise', async () => {
    expect((await post({}, { path: '/v1/notes/1' })).query).toEqual({ limit: 50 })
    expect((await post({}, { path: '/v1/notes/1?limit=5' })).query).toEqual({ limit: 5 })
    expect((await post({}, { path: '/api/notes/1' })).query).toEqual({})
  })
})
