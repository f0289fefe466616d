import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentMp3, wavTone } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { sendForm, storedNames } from '../support/uploads.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

const MAX_BYTES = 200_000
let world: World
beforeAll(async () => (world = await startWorld({ env: { MAX_FILE_SIZE: String(MAX_BYTES) } })))
afterAll(() => world.stop())

let tones = 0
/** Bytes that nobody has sent before. */
const newTone = () => wavTone({ toneMs: 100, hertz: 200 + ++tones })
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const errorOf = ({ status, body }: { status: number; body: any }) => [status, body.error?.code]
const listed = async () =>
  (await world.api('/api/files?per_page=100')).body.data.map(({ filename }: { filename: string }) => filename)
/** What is stored, once nothing comes in and nothing is being measured. */
const quiet = () =>
  eventually(
    () => storedNames(world),
    ({ spooled }) => spooled.length === 0,
  )
const audits = async (operation: string) =>
  (await world.api('/api/logs/audit?per_page=100')).body.data.filter((row: any) => row.operation === operation)

describe('an upload', () => {
  it('is_listed_measured_audited_and_downloaded_as_it_was', async () => {
    const bytes = wavTone({ silentMs: 1_000, toneMs: 1_000 })
    const fields = { description: ' Spring ', tag_list: 'spring, IVR,, spring', caller_number: '+12025550123' }
    const sent = await sendForm(world, { name: 'Greeting.mp3', bytes }, { fields })
    expect(sent.status).toBe(200)
    expect(sent.body.data).toMatchObject({
      filename: 'Greeting.wav',
      name: 'Greeting',
      file_type: 'wav',
      file_size: bytes.length,
      sha256: sha256(bytes),
      description: 'Spring',
      tag_list: 'spring, IVR',
      caller_number: '+12025550123',
      duration_ms: 2_000,
      channels: 1,
      sample_rate: 8_000,
      is_playable: true,
      used_by_count: 0,
    })
    const { id } = sent.body.data
    const ask = async () => (await world.api(`/api/files/${id}`)).body.data
    const { peaks } = await eventually(ask, (file) => file.peaks !== null)
    expect(Math.max(...peaks.slice(0, 99))).toBe(0)
    expect(Math.min(...peaks.slice(101))).toBeGreaterThan(50)
    const download = await fetch(`${world.url}/api/files/${id}/download`, { headers: { 'x-api-key': ACME.key } })
    expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true)
    expect(download.headers.get('content-disposition')).toBe('attachment; filename=Greeting.wav')
    expect((await audits('files.upload'))[0]).toMatchObject({ entity: 'file', entity_id: String(id) })
  })

  it('of_what_is_there_already_shares_its_content_and_outlives_the_other', async () => {
    const bytes = newTone()
    const before = (await storedNames(world)).stored.length
    const one = (await sendForm(world, { name: 'one.wav', bytes })).body.data
    const two = (await sendForm(world, { name: 'two.wav', bytes })).body.data
    expect((await storedNames(world)).stored).toHaveLength(before + 1)
    await world.api(`/api/files/${one.id}?purge=true`, { method: 'DELETE' })
    expect((await fetch(two.url)).status).toBe(200)
    await world.api(`/api/files/${two.id}?purge=true`, { method: 'DELETE' })
    expect((await storedNames(world)).stored).toHaveLength(before)
  })

  it('of_the_same_at_the_same_time_is_one_content_too', async () => {
    const bytes = newTone()
    const before = (await storedNames(world)).stored.length
    const names = Array.from({ length: 8 }, (_, index) => `at once ${index}.wav`)
    const sent = await Promise.all(names.map((name) => sendForm(world, { name, bytes })))
    expect(sent.map(({ status }) => status)).toEqual(names.map(() => 200))
    await eventually(
      () => storedNames(world),
      ({ stored }) => stored.length === before + 1,
    )
    for (const { body } of sent) expect((await fetch(body.data.url)).status).toBe(200)
  })

  it('of_two_tenants_is_two_contents', async () => {
    const bytes = newTone()
    const before = (await storedNames(world)).stored.length
    const mine = await sendForm(world, { name: 'shared.wav', bytes })
    const theirs = await sendForm(world, { name: 'shared.wav', bytes }, { key: GLOBEX.key })
    expect([mine.status, theirs.status]).toEqual([200, 200])
    expect((await storedNames(world)).stored).toHaveLength(before + 2)
    const wrong = theirs.body.data.url.replace(GLOBEX.id, ACME.id)
    expect((await fetch(wrong)).status).toBe(403)
  })

  it('whose_name_is_taken_is_refused_or_called_something_else', async () => {
    await sendForm(world, { name: 'taken.wav', bytes: newTone() })
    const refused = await sendForm(world, { name: 'taken.mp3', bytes: silentMp3() })
    expect(errorOf(refused)).toEqual([409, 'FILE_NAME_TAKEN'])
    expect(refused.body.error.details.file.filename).toBe('taken.wav')
    const fields = { on_conflict: 'rename' }
    const renamed = await Promise.all(
      [1, 2].map(() => sendForm(world, { name: 'taken.wav', bytes: newTone() }, { fields })),
    )
    expect(renamed.map(({ body }) => body.data.name).sort()).toEqual(['taken-2', 'taken-3'])
    const smiles = []
    for (let time = 0; time < 3; time++) {
      smiles.push((await sendForm(world, { name: '😀😀.wav', bytes: newTone() }, { fields })).body.data.name)
    }
    expect(smiles).toEqual(['😀😀', '😀😀-2', '😀😀-3'])
    const xml = await sendForm(world, { name: 'taken.xml', bytes: Buffer.from('<a/>') })
    expect(xml.body.data).toMatchObject({ name: 'taken', is_playable: false, not_playable: 'not_audio', url: null })
  })

  it.each([
    '../../../etc/passwd',
    '..',
    '/dev/null',
    'a\u0007b\tc',
    '\u202egnp.wav',
    'n'.repeat(300),
    '%2e%2e%2f',
    'CON',
    '"; x="',
  ])('called_%j_keeps_its_name_and_stays_where_it_belongs', async (name) => {
    const bytes = newTone()
    const sent = await sendForm(world, { name: 'x', bytes }, { fields: { filename: name } })
    expect(sent.body.data).toMatchObject({ name: name.replace(/\.wav$/, '') })
    const download = await fetch(`${world.url}/api/files/${sent.body.data.id}/download`, {
      headers: { 'x-api-key': ACME.key },
    })
    expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true)
    expect((await fetch(sent.body.data.url)).status).toBe(200)
    for (const stored of (await storedNames(world)).stored) expect(stored).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('an upload that cannot be taken', () => {
  const refused: [string, number, string, () => Promise<any>][] = [
    ['empty', 422, 'FILE_EMPTY', () => sendForm(world, { name: 'a.wav', bytes: Buffer.alloc(0) })],
    ['a text', 415, 'FILE_TYPE_NOT_ALLOWED', () => sendForm(world, { name: 'a.mp3', bytes: Buffer.from('words') })],
    [
      'two types at once',
      415,
      'FILE_AMBIGUOUS',
      () => sendForm(world, { name: 'a.wav', bytes: Buffer.concat([newTone(), Buffer.from('<script>')]) }),
    ],
    ['damaged', 422, 'FILE_DAMAGED', () => sendForm(world, { name: 'a.wav', bytes: newTone().subarray(0, 30) })],
    ['without a name', 422, 'VALIDATION_ERROR', () => sendForm(world, { name: '.wav', bytes: newTone() })],
    [
      'too large',
      413,
      'PAYLOAD_TOO_LARGE',
      () => sendForm(world, { name: 'a.wav', bytes: wavTone({ toneMs: 13_000 }) }),
    ],
    [
      'much too large',
      413,
      'PAYLOAD_TOO_LARGE',
      () => sendForm(world, { name: 'a.wav', bytes: wavTone({ toneMs: 60_000 }) }),
    ],
    ['without a file', 422, 'VALIDATION_ERROR', () => sendForm(world, null, { fields: { description: 'x' } })],
    [
      'with an unknown field',
      422,
      'VALIDATION_ERROR',
      () => sendForm(world, { name: 'a.wav', bytes: newTone() }, { fields: { tenant_id: GLOBEX.id } }),
    ],
    [
      'with a bad number',
      422,
      'VALIDATION_ERROR',
      () => sendForm(world, { name: 'a.wav', bytes: newTone() }, { fields: { caller_number: '5' } }),
    ],
    ['JSON', 415, 'UNSUPPORTED_MEDIA_TYPE', () => world.api('/api/files/upload', { body: { file: 'x' } })],
    [
      'a form without a boundary',
      400,
      'VALIDATION_ERROR',
      () => world.api('/api/files/upload', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }),
    ],
    [
      'a form that breaks off',
      400,
      'VALIDATION_ERROR',
      () =>
        world.api('/api/files/upload', {
          body: '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nRIFF',
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
        }),
    ],
  ]
  it.each(refused)('because it is %s says so and leaves nothing', async (_why, status, code, send) => {
    const before = { stored: (await quiet()).stored, listed: await listed() }
    const answer = await send()
    expect(errorOf(answer)).toEqual([status, code])
    expect(answer.text).not.toMatch(/\bat \/|node_modules|SQLITE|\.part/)
    expect({ stored: (await quiet()).stored, listed: await listed() }).toEqual(before)
  })

  it('names_what_it_is', async () => {
    const { body } = await sendForm(world, { name: 'song.mp3', bytes: Buffer.from('%PDF-1.7\n') })
    expect(body.error.message).toBe('The content is pdf (application/pdf); taken are mp3, wav, m4a, xml')
    expect(body.error.details).toMatchObject({ detected: 'pdf' })
  })

  it('because_it_says_that_it_is_too_large_is_refused_before_it_is_read', async () => {
    const headers = {
      'x-api-key': ACME.key,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': '10485760',
    }
    const sending = request(`${world.url}/api/files/upload`, { method: 'POST', headers })
    sending.flushHeaders() // and not a byte of the body
    const [answer] = await once(sending, 'response')
    expect(answer.statusCode).toBe(413)
    sending.destroy()
  })

  it('because_it_grows_too_large_is_refused_before_it_is_whole', async () => {
    const headers = { 'x-api-key': ACME.key, 'content-type': 'multipart/form-data; boundary=b' }
    const sending = request(`${world.url}/api/files/upload`, { method: 'POST', headers })
    sending.on('error', () => undefined) // the server hangs up
    sending.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n')
    sending.write(newTone())
    sending.write(Buffer.alloc(MAX_BYTES))
    const [answer] = await once(sending, 'response') // without an end
    expect(answer.statusCode).toBe(413)
    sending.destroy()
  })

  it('because_its_sender_went_away_leaves_nothing', async () => {
    const before = await quiet()
    const headers = { 'x-api-key': ACME.key, 'content-type': 'multipart/form-data; boundary=b' }
    const sending = request(`${world.url}/api/files/upload`, { method: 'POST', headers })
    sending.on('error', () => undefined)
    sending.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n')
    sending.write(newTone())
    await eventually(
      () => storedNames(world),
      ({ spooled }) => spooled.length === 1,
    )
    sending.destroy()
    expect(await quiet()).toEqual(before)
  })

  it('because_of_its_sender_is_refused_before_anything_else', async () => {
    const file = { name: 'a.wav', bytes: newTone() }
    expect(errorOf(await sendForm(world, file, { key: 'nobodys_key_123456789' }))).toEqual([401, 'AUTH_INVALID'])
    const { api_key: key } = (
      await world.api('/api/tenant/api-keys', { body: { name: 'reads', permissions: ['files:read'] } })
    ).body.data
    expect(errorOf(await sendForm(world, file, { key }))).toEqual([403, 'PERMISSION_DENIED'])
  })
})
