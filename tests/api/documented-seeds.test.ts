import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../support/world.ts'

/**
 * The HTTP tests that the product's first document gives, in its own order and words: whoever built a client against
 * that document must find all of it true.
 */
let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const KEY = 'acme_api_key_12345'

describe('authentication', () => {
  const profile = (headers: Record<string, string>, query = '') =>
    world.api(`/api/tenant/profile${query}`, { key: null, headers })

  it('authentication_with_header', async () => {
    expect((await profile({ 'X-API-Key': KEY })).status).toBe(200)
  })

  it('authentication_with_bearer_token', async () => {
    expect((await profile({ Authorization: `Bearer ${KEY}` })).status).toBe(200)
  })

  it('authentication_with_query_param', async () => {
    expect((await profile({}, `?apiKey=${KEY}`)).status).toBe(200)
    expect(JSON.stringify(world.log())).not.toContain(KEY)
  })

  it('invalid_api_key', async () => {
    expect((await profile({ 'X-API-Key': 'invalid_key' })).status).toBe(401)
  })

  it('missing_api_key', async () => {
    expect((await profile({})).status).toBe(401)
  })
})

describe('voice messages', () => {
  const create = (body: object) => world.api('/api/voice-messages/', { body })

  it('create_voice_message', async () => {
    const answer = await create({
      name: 'Test Message',
      voice_text: 'Hello {name}, this is a test message.',
      voice_gender: 'alice',
      voice_rate: 'medium',
    })
    expect(answer.status).toBe(200)
    expect(answer.body.success).toBe(true)
    expect(answer.body.data.name).toBe('Test Message')
  })

  it('list_voice_messages', async () => {
    const answer = await world.api('/api/voice-messages/')
    expect(answer.status).toBe(200)
    expect(answer.body.success).toBe(true)
    expect(answer.body).toHaveProperty('data')
    expect(answer.body).toHaveProperty('pagination')
  })

  it('get_voice_message', async () => {
    const { id } = (await create({ name: 'Test Get Message', voice_text: 'Test content', voice_gender: 'alice' })).body
      .data
    const answer = await world.api(`/api/voice-messages/${id}`)
    expect(answer.status).toBe(200)
    expect(answer.body.data.name).toBe('Test Get Message')
  })

  it('update_voice_message', async () => {
    const { id } = (await create({ name: 'Original Name', voice_text: 'Original text', voice_gender: 'alice' })).body
      .data
    const answer = await world.api(`/api/voice-messages/${id}`, { method: 'PUT', body: { name: 'Updated Name' } })
    expect(answer.status).toBe(200)
    expect(answer.body.data.name).toBe('Updated Name')
    expect(answer.body.data.voice_text).toBe('Original text')
  })

  it('duplicate_voice_message', async () => {
    const { id } = (await create({ name: 'Original Message', voice_text: 'Original content', voice_gender: 'alice' }))
      .body.data
    const answer = await world.api(`/api/voice-messages/${id}/duplicate`, { method: 'POST' })
    expect(answer.status).toBe(200)
    expect(answer.body.data.name).toBe('Copy of Original Message')
    expect(answer.body.data.voice_text).toBe('Original content')
  })

  it('delete_voice_message', async () => {
    const { id } = (await create({ name: 'Gone', voice_text: 'Gone' })).body.data
    const answer = await world.api(`/api/voice-messages/${id}/`, { method: 'DELETE' })
    expect(answer.status).toBe(200)
    expect(answer.body.data).toEqual({ deleted: true })
    expect((await world.api(`/api/voice-messages/${id}`)).status).toBe(404)
  })

  it('get_gives_what_put_takes_back', async () => {
    const { data } = (await create({ name: 'Round', voice_text: 'Trip {a}', voice_settings: { voice: 'Polly.Amy' } }))
      .body
    const got = (await world.api(`/api/voice-messages/${data.id}`)).body.data
    const put = await world.api(`/api/voice-messages/${data.id}`, { method: 'PUT', body: got })
    expect(put.status).toBe(200)
    expect({ ...put.body.data, updated_at: '' }).toEqual({ ...got, updated_at: '' })
    const changed = await world.api(`/api/voice-messages/${data.id}`, {
      method: 'PUT',
      body: { ...got, tenant_id: 'globex-inc' },
    })
    expect(changed.status).toBe(422)
    expect(changed.body.error.details.field).toBe('tenant_id')
  })
})

describe('the two dialects', () => {
  it('v1_creates_answer_201_and_api_creates_200', async () => {
    const body = { name: 'Dialects', voice_text: 'Hello' }
    const [api, v1] = [
      await world.api('/api/voice-messages', { body }),
      await world.api('/v1/voice-messages', { body }),
    ]
    expect([api.status, v1.status]).toEqual([200, 201])
    for (const answer of [api, v1]) {
      expect(Object.keys(answer.body).sort()).toEqual(['data', 'message', 'success', 'timestamp'])
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(answer.body.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    }
    expect(Object.keys(api.body.data)).toEqual(Object.keys(v1.body.data))
  })

  it('lists_are_paged_in_each_dialects_own_words', async () => {
    const api = await world.api('/api/voice-messages?per_page=2&page=2')
    const v1 = await world.api('/v1/voice-messages?limit=2&page=2')
    expect(api.body.data).toEqual(v1.body.data.voice_messages)
    expect(api.body.data).toHaveLength(2)
    const total = api.body.pagination.total_items
    const pages = Math.ceil(total / 2)
    expect(api.body.pagination).toEqual({
      page: 2,
      per_page: 2,
      total_items: total,
      total_pages: pages,
      has_next: true,
      has_prev: true,
    })
    expect(v1.body.data.pagination).toEqual({ page: 2, limit: 2, total, total_pages: pages })
    expect((await world.api('/api/voice-messages')).body.pagination.per_page).toBe(20)
    expect((await world.api('/v1/voice-messages')).body.data.pagination.limit).toBe(50)
  })

  it('errors_have_each_dialects_own_shape', async () => {
    const [api, v1] = [await world.api('/api/voice-messages/999999'), await world.api('/v1/voice-messages/999999')]
    expect([api.status, v1.status]).toEqual([404, 404])
    const timestamp = expect.any(String)
    const message = 'There is nothing by that name here'
    expect(api.body).toEqual({ success: false, error: { code: 'NOT_FOUND', message, details: null }, timestamp })
    expect(v1.body).toEqual({ success: false, message, error_code: 'NOT_FOUND', details: null, timestamp })
  })

  it('field_names_of_every_document_are_taken_and_the_first_comes_back', async () => {
    const bodies = [
      { to: '+12025550123', message: 'Hello' },
      { to_number: '+12025550123', message_content: 'Hello' },
      { phone_number: '+12025550123', body: 'Hello' },
      { to: '+12025550123', phone_number: '+12025550123', message: 'Hello', body: 'Hello' },
    ]
    for (const body of bodies) {
      const answer = await world.api('/api/communication/sms/send/', { body })
      expect(answer.status).toBe(200)
      expect(Object.keys(answer.body.data)).toEqual([
        'id',
        'message_sid',
        'status',
        'to',
        'from',
        'body',
        'segments',
        'encoding',
      ])
      expect(answer.body.data).toMatchObject({ to: '+12025550123', body: 'Hello' })
    }
  })
})
