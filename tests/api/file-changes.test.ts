import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { createTemplate } from '../support/send.ts'
import { sendForm, storedNames } from '../support/uploads.ts'
import { startWorld, type World } from '../support/world.ts'

const DAY_MS = 86_400_000
let world: World
beforeAll(async () => (world = await startWorld({ env: { STORAGE_QUOTA_BYTES: '60000' } })))
afterAll(() => world.stop())

let tones = 0
async function upload(name: string, fields: Record<string, string> = {}) {
  const bytes = wavTone({ toneMs: 50, hertz: 500 + ++tones })
  const { body } = await sendForm(world, { name: `${name}.wav`, bytes }, { fields })
  return body.data as { id: number; url: string; sha256: string }
}
const remove = (id: number, query = '') => world.api(`/api/files/${id}${query}`, { method: 'DELETE' })
const names = async (query = '') =>
  (await world.api(`/api/files?${query}`)).body.data.map(({ name }: { name: string }) => name)
const usage = async () => (await world.api('/api/files/usage')).body.data

describe('what is said of a file', () => {
  it('is_changed_field_by_field', async () => {
    const { id } = await upload('described', { description: 'One', tag_list: 'a, b' })
    const put = (body: object) => world.api(`/api/files/${id}`, { method: 'PUT', body })
    expect((await put({ tag_list: ' b ,c' })).body.data).toMatchObject({ description: 'One', tag_list: 'b, c' })
    expect((await put({ description: '', caller_number: '+12025550123' })).body.data).toMatchObject({
      description: null,
      tag_list: 'b, c',
      caller_number: '+12025550123',
    })
    const whole = (await world.api(`/api/files/${id}`)).body.data
    expect((await put({ ...whole, description: 'Back' })).body.data.description).toBe('Back')
    const renamed = await put({ ...whole, filename: 'other.wav' })
    expect([renamed.status, renamed.body.error.details.field]).toEqual([422, 'filename'])
    const audit = (await world.api('/api/logs/audit')).body.data.find((row: any) => row.operation === 'files.update')
    expect(audit).toMatchObject({ before: { description: null }, after: { description: 'Back' } })
    await remove(id, '?purge=true')
  })

  it('is_found_by_words_tags_types_and_what_calls_play', async () => {
    const ids = [
      await upload('winter', { tag_list: 'IVR, season', description: 'Cold 100%' }),
      await upload('summer', { tag_list: 'season' }),
    ].map(({ id }) => id)
    const xml = await sendForm(world, { name: 'flow.xml', bytes: Buffer.from('<a/>') })
    expect(await names('tag=SEASON')).toEqual(['summer', 'winter'])
    expect(await names('tag=seas')).toEqual([])
    expect(await names('search=100%25')).toEqual(['winter'])
    expect(await names('search=ivr')).toEqual(['winter'])
    expect(await names('file_type=xml')).toEqual(['flow'])
    expect(await names('playable=false')).toEqual(['flow'])
    expect(await names('playable=true&search=summer')).toEqual(['summer'])
    expect((await world.api('/api/files?file_type=exe')).status).toBe(422)
    const { tags, types } = await usage()
    expect(tags).toEqual([
      { tag: 'IVR', count: 1 },
      { tag: 'season', count: 2 },
    ])
    expect(types).toEqual([
      { file_type: 'wav', count: 3 },
      { file_type: 'xml', count: 1 },
    ])
    for (const id of [...ids, xml.body.data.id]) await remove(id, '?purge=true')
  })
})

describe('a file that is removed', () => {
  it('can_be_had_back_until_it_is_purged', async () => {
    const { id, url } = await upload('kept')
    const { body } = await remove(id)
    expect(Date.parse(body.data.purged_at) - Date.now()).toBeGreaterThan(6 * DAY_MS)
    expect([await names('search=kept'), await names('removed=true')]).toEqual([[], ['kept']])
    expect((await fetch(url)).status).toBe(403)
    expect((await remove(id)).status).toBe(404)
    expect((await world.api(`/api/files/${id}/restore`, { body: {} })).body.data.removed_at).toBeNull()
    expect((await fetch(url)).status).toBe(200)
    await remove(id)
    world.moveClock(7 * DAY_MS + 3_600_000)
    await world.restart() // the hour has its work
    await eventually(
      () => world.api(`/api/files/${id}`),
      ({ status }) => status === 404,
    )
  })

  it('whose_name_is_taken_by_then_stays_removed', async () => {
    const first = await upload('name')
    await remove(first.id)
    const second = await upload('name')
    const refused = await world.api(`/api/files/${first.id}/restore`, { body: {} })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'FILE_NAME_TAKEN'])
    await remove(second.id)
    expect((await world.api(`/api/files/${first.id}/restore`, { body: {} })).status).toBe(200)
    for (const { id } of [first, second]) await remove(id, '?purge=true')
  })

  it('is_refused_while_templates_play_it_unless_it_is_forced', async () => {
    const { id } = await upload('played')
    const message = await createTemplate(world.api, 'Press one. {MP3~played} Goodbye.', { name: 'Player' })
    await createTemplate(world.api, 'It says MP3~played, and plays nothing', { name: 'No player' })
    expect((await world.api(`/api/files/${id}`)).body.data.used_by).toEqual([{ id: message, name: 'Player' }])
    expect((await world.api('/api/files?search=played')).body.data[0].used_by_count).toBe(1)
    for (const query of ['', '?purge=true']) {
      const { status, body } = await remove(id, query)
      expect([status, body.error.code]).toEqual([409, 'FILE_IN_USE'])
      expect(body.error.details.templates).toEqual([{ id: message, name: 'Player' }])
    }
    expect((await remove(id, '?force=true')).status).toBe(200)
    const { data } = (await world.api(`/api/voice-messages/${message}/preview`, { body: {} })).body
    expect(data.warnings).toMatchObject([{ code: 'unknown_audio_file' }])
    await remove(id, '?purge=true')
  })

  it('takes_room_until_it_is_deleted_for_good', async () => {
    const before = await usage()
    const { id } = await upload('room')
    const used = (await usage()).used_bytes
    expect(used).toBeGreaterThan(before.used_bytes)
    await remove(id)
    expect(await usage()).toMatchObject({ used_bytes: used, removed_bytes: used - before.used_bytes })
    await remove(id, '?purge=true')
    expect(await usage()).toEqual(before)
  })
})

it('what_does_not_fit_is_refused_and_scarcity_is_said_before', async () => {
  const before = await storedNames(world)
  expect((await usage()).is_nearly_full).toBe(false)
  const { used_bytes: used, quota_bytes: quota } = await usage()
  const big = wavTone({ toneMs: Math.floor((quota * 0.85 - used) / 16), hertz: 111 })
  const kept = (await sendForm(world, { name: 'big.wav', bytes: big })).body.data
  expect((await usage()).is_nearly_full).toBe(true)
  const refused = await sendForm(world, { name: 'bigger.wav', bytes: wavTone({ toneMs: 1_000, hertz: 112 }) })
  expect([refused.status, refused.body.error.code]).toEqual([422, 'STORAGE_QUOTA_EXCEEDED'])
  expect(refused.body.error.details).toMatchObject({ quota_bytes: 60_000, file_bytes: 16_044 })
  const begun = await world.api('/api/files/uploads', { body: { filename: 'b.wav', file_size: 30_000 } })
  expect(begun.body.error.code).toBe('STORAGE_QUOTA_EXCEEDED')
  const same = await sendForm(world, { name: 'again.wav', bytes: big })
  expect(same.status).toBe(200) // the same content takes no room
  for (const { id } of [kept, same.body.data]) await remove(id, '?purge=true')
  expect((await storedNames(world)).stored).toEqual(before.stored)
})
