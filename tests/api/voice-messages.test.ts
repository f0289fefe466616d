import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemplate } from '../support/send.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const get = (id: number) => world.api(`/api/voice-messages/${id}`)
const put = (id: number, body: object) => world.api(`/api/voice-messages/${id}`, { method: 'PUT', body })
const remove = (id: number) => world.api(`/api/voice-messages/${id}`, { method: 'DELETE' })
const restore = (id: number) => world.api(`/api/voice-messages/${id}/restore`, { body: {} })
const audits = async (id: number) =>
  (await world.api('/api/logs/audit?per_page=100')).body.data.filter(
    ({ entity, entity_id: of }: Record<string, unknown>) => entity === 'voice_message' && of === String(id),
  )

describe('a removed template', () => {
  it('comes_back_as_it_was_and_the_audit_says_so', async () => {
    const id = await createTemplate(world.api, 'Back {again}', { name: 'Gone', voice_rate: 'slow' })
    const before = (await get(id)).body.data
    await remove(id)
    expect((await get(id)).status).toBe(404)
    const restored = await restore(id)
    expect([restored.status, restored.body.data]).toEqual([
      200,
      { ...before, updated_at: restored.body.data.updated_at },
    ])
    expect((await get(id)).body.data).toEqual(restored.body.data)
    expect((await audits(id))[0]).toMatchObject({
      operation: 'voice-messages.restore',
      before: null,
      after: { name: 'Gone', voice_text: 'Back {again}' },
    })
  })

  it('that_is_there_stays_as_it_is_without_a_trace', async () => {
    const id = await createTemplate(world.api, 'Here')
    const before = (await get(id)).body.data
    expect((await restore(id)).body.data).toEqual(before)
    expect((await audits(id)).length).toBe(1)
  })
})

describe('a template that two people change', () => {
  it('keeps_the_first_ones_words_when_the_second_names_what_was_read', async () => {
    const id = await createTemplate(world.api, 'Before')
    const { updated_at: seen } = (await get(id)).body.data
    expect((await put(id, { voice_text: 'First', updated_at: seen })).status).toBe(200)
    const refused = await put(id, { voice_text: 'Second', updated_at: seen })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'CONFLICT'])
    expect((await get(id)).body.data.voice_text).toBe('First')
    expect((await put(id, { voice_text: 'Second' })).body.data.voice_text).toBe('Second')
  })

  it('takes_one_of_two_changes_made_at_once', async () => {
    const id = await createTemplate(world.api, 'Before')
    const { updated_at: seen } = (await get(id)).body.data
    const both = await Promise.all(['One', 'Two'].map((text) => put(id, { voice_text: text, updated_at: seen })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

it('types_are_counted_without_what_is_removed_or_belongs_to_others', async () => {
  await createTemplate(world.api, 'Text', { voice_type: 'sms' })
  await createTemplate(world.api, 'Alarm', { voice_type: 'alarm' })
  await remove(await createTemplate(world.api, 'Gone', { voice_type: 'gone' }))
  await world.api('/api/voice-messages', {
    key: GLOBEX.key,
    body: { name: 'x', voice_text: 'x', voice_type: 'theirs' },
  })
  const { types } = (await world.api('/api/voice-messages/types')).body.data
  const messages = (await world.api('/api/voice-messages?voice_type=message')).body.pagination.total_items
  expect(types).toEqual([
    { voice_type: 'alarm', count: 1 },
    { voice_type: 'message', count: messages },
    { voice_type: 'sms', count: 1 },
  ])
})

it('templates_are_listed_by_how_they_go_out', async () => {
  await createTemplate(world.api, 'Text for a phone', { voice_type: 'sms' })
  await createTemplate(world.api, 'Alarm to be said', { voice_type: 'alarm' })
  const typesOf = async (networkType: string): Promise<string[]> => {
    const { data } = (await world.api(`/api/voice-messages?per_page=100&network_type=${networkType}`)).body
    return data.map((one: { voice_type: string }) => one.voice_type)
  }
  expect(new Set(await typesOf('sms'))).toEqual(new Set(['sms']))
  const said = await typesOf('call')
  expect(said).toContain('alarm')
  expect(said).toContain('message')
  expect(said).not.toContain('sms')
  expect((await world.api('/api/voice-messages?network_type=fax')).status).toBe(422)
})
