import { afterAll, beforeAll, expect, it } from 'vitest'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

it('file_is_listed_with_an_address_that_plays_it_without_a_key', async () => {
  const { body } = await world.api('/api/files')
  expect(body.pagination.total_items).toBe(1)
  const [jingle] = body.data
  expect(jingle).toMatchObject({ filename: 'jingle.wav', name: 'jingle', file_type: 'wav', file_size: 14_444 })
  expect(jingle.description).toContain('Three notes')
  const audio = await fetch(jingle.url)
  expect([audio.status, audio.headers.get('content-type')]).toEqual([200, 'audio/wav'])
  expect((await audio.arrayBuffer()).byteLength).toBe(jingle.file_size)
  const forged = await fetch(jingle.url.replace('acme-corp', GLOBEX.id))
  expect(forged.status).toBe(403)
})

it('address_is_the_one_that_a_call_plays', async () => {
  const [jingle] = (await world.api('/api/files')).body.data
  const { data } = (await world.api('/api/voice-messages/preview', { body: { voice_text: '{MP3~jingle}' } })).body
  expect(data.heard).toEqual([{ kind: 'play', file: 'jingle', url: jingle.url }])
})

it('files_are_searched_and_filtered', async () => {
  const names = async (query: string) =>
    (await world.api(`/api/files?${query}`)).body.data.map(({ name }: { name: string }) => name)
  expect(await names('search=JING')).toEqual(['jingle'])
  expect(await names('search=three%20notes')).toEqual(['jingle'])
  expect(await names('search=%25')).toEqual([])
  expect(await names('file_type=mp3')).toEqual([])
  expect(await names('file_type=wav')).toEqual(['jingle'])
})
