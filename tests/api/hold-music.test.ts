import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { startPhones, type Phone, type Phones } from '../support/phone.ts'
import { person } from '../support/send.ts'
import { putFile } from '../support/uploads.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
let phones: Phones
let phone: Phone
let callers = 0
beforeAll(async () => {
  world = await startWorld()
  phones = await startPhones(world)
  phone = await phones.newPhone()
})
afterAll(() => world.stop())

const tone = (hertz: number) => wavTone({ toneMs: 200, hertz })
const upload = (name: string, bytes: Uint8Array = tone(500), key = ACME.key) => putFile(world, key, name, bytes)
const choose = (hold_music_file_id: number | null) =>
  world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { hold_music_file_id } } })
const chosen = async () => (await world.api('/api/tenant/profile')).body.data.settings.hold_music_file_id
const remove = (id: number, query = '') => world.api(`/api/files/${id}${query}`, { method: 'DELETE' })

/** What the other side hears on hold. */
async function heardOnHold() {
  const call = await phone.talk(person((callers += 1)))
  await phone.post(`${call.id}/hold`)
  const [music] = await eventually(
    () => phones.heardBy(call.other, 'hold'),
    (heard) => heard.length > 0,
  )
  await world.sim.hangup(call.own)
  await phones.over(call.other)
  return music as { kind: 'hold'; at: number; url: string; bytes: number; sha256: string }
}

describe("a tenant's own music on hold", () => {
  it('is_heard_instead_of_ours_until_it_is_taken_back', async () => {
    const bytes = tone(700)
    const { id } = await upload('waltz.wav', bytes)
    expect((await choose(id)).body.data.settings.hold_music_file_id).toBe(id)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await heardOnHold()).toMatchObject({ bytes: bytes.length, sha256 })
    expect((await world.api(`/api/files/${id}`)).body.data).toMatchObject({ is_hold_music: true, used_by: [] })
    expect((await choose(null)).body.data.settings.hold_music_file_id).toBeNull()
    expect((await heardOnHold()).url).toBe(`${world.url}/files/hold-music.wav`)
    expect((await world.api(`/api/files/${id}`)).body.data).toMatchObject({ is_hold_music: false })
  })

  it('is_a_file_that_a_call_can_play', async () => {
    const xml = await upload('notes.xml', Buffer.from('<Response/>'))
    const foreign = await upload('theirs.wav', tone(800), GLOBEX.key)
    const gone = await upload('gone.wav', tone(900))
    await remove(gone.id)
    for (const id of [xml.id, foreign.id, gone.id, 987_654_321]) {
      const { status, body } = await choose(id)
      expect([status, body.error.details]).toEqual([
        422,
        { field: 'settings.hold_music_file_id', issue: 'is no file that a call can play' },
      ])
    }
    expect(await chosen()).toBeNull()
  })

  it('is_not_removed_unless_that_is_forced_and_then_ours_is_heard', async () => {
    const { id } = await upload('tango.wav', tone(1_000))
    await choose(id)
    for (const query of ['', '?purge=true']) {
      const { status, body } = await remove(id, query)
      expect([status, body.error.code]).toEqual([409, 'FILE_IN_USE'])
      expect(body.error.details).toEqual({ templates: [], is_hold_music: true })
    }
    expect((await remove(id, '?force=true')).status).toBe(200)
    expect((await heardOnHold()).url).toBe(`${world.url}/files/hold-music.wav`)
    expect((await world.api(`/api/files/${id}/restore`, { body: {} })).status).toBe(200)
    expect((await heardOnHold()).url).toContain('/files/mp3/tango.mp3')
    expect((await remove(id, '?purge=true&force=true')).status).toBe(200)
    expect(await chosen()).toBeNull()
  })
})
