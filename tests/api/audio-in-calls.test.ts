import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentMp3, wavTone } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { convert, noFfmpeg } from '../support/ffmpeg.ts'
import { createTemplate } from '../support/send.ts'
import { sendForm } from '../support/uploads.ts'
import { startWorld, type World } from '../support/world.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const fileOf = async (world: World, id: number) => (await world.api(`/api/files/${id}`)).body.data
const prepared = (world: World, id: number) =>
  eventually(
    () => fileOf(world, id),
    (file) => file.peaks !== null || !['in_preparation', null].includes(file.not_playable),
  )

/** What the person called heard of a template, in order. */
async function hear(world: World, text: string, to: string) {
  const id = await createTemplate(world.api, text)
  const sent = await world.api('/api/communication/voice/send', { body: { to, voice_message_id: id } })
  expect(sent.status).toBe(200)
  const calls = async () => (await world.sim.calls({ to }))[0]!
  const call = await eventually(calls, ({ status }) => status === 'completed')
  const { heard } = call as unknown as { heard: Record<string, unknown>[] }
  expect(heard.pop()).toMatchObject({ kind: 'hangup' })
  return heard
}

describe('a call', () => {
  let world: World
  beforeAll(async () => (world = await startWorld()))
  afterAll(() => world.stop())

  it.each([
    ['mp3', 'audio/mpeg', '+12025550171', silentMp3()],
    ['wav', 'audio/wav', '+12025550172', wavTone({ toneMs: 700 })],
  ])('says_plays_and_says_in_the_order_of_the_author_with_%s', async (ending, contentType, to, bytes) => {
    await sendForm(world, { name: `tune ${ending}.${ending}`, bytes })
    const heard = await hear(world, `Press one. {MP3~tune ${ending}} Goodbye.`, to)
    expect(heard.map(({ kind }) => kind)).toEqual(['say', 'play', 'say'])
    expect(heard[0]).toMatchObject({ text: 'Press one.' })
    expect(heard[1]).toMatchObject({ status: 200, contentType, bytes: bytes.length, sha256: sha256(bytes) })
    expect(heard[2]).toMatchObject({ text: 'Goodbye.' })
  })

  it('plays_what_is_under_the_name_now', async () => {
    const first = (await sendForm(world, { name: 'news.wav', bytes: wavTone({ toneMs: 30, hertz: 300 }) })).body.data
    await world.api(`/api/files/${first.id}`, { method: 'DELETE' })
    const bytes = wavTone({ toneMs: 30, hertz: 600 })
    const second = (await sendForm(world, { name: 'news.wav', bytes })).body.data
    expect(second.url).not.toBe(first.url) // or a cache would play the first one
    const [play] = await hear(world, '{MP3~news}', '+12025550173')
    expect(play).toMatchObject({ kind: 'play', sha256: sha256(bytes) })
  })

  it('leaves_out_what_it_cannot_play_and_the_preview_warns_of_it', async () => {
    const broken = convertible('a.wav')
    const { id } = (await sendForm(world, broken)).body.data
    await prepared(world, id)
    expect(await fileOf(world, id)).toMatchObject({ is_playable: false, not_playable: 'not_readable', url: null })
    const body = { voice_text: 'Hello {MP3~a}' }
    const { data } = (await world.api('/api/voice-messages/preview', { body })).body
    expect(data.warnings).toMatchObject([{ code: 'audio_not_playable', start: 6, end: 13 }])
    expect([data.problems, data.twiml.includes('<Play>')]).toEqual([[], false])
    expect((await hear(world, 'Hello {MP3~a}', '+12025550174')).map(({ kind }) => kind)).toEqual(['say'])
  })

  it.skipIf(noFfmpeg && !process.env.CI)('plays_m4a_as_mp3', async () => {
    const m4a = convert(wavTone({ silentMs: 1_000, toneMs: 1_000 }), 'm4a')
    const sent = (await sendForm(world, { name: 'phone memo.m4a', bytes: m4a })).body.data
    expect(sent).toMatchObject({ file_type: 'm4a', is_playable: false, not_playable: 'in_preparation' })
    const { peaks, is_playable: isPlayable } = await prepared(world, sent.id)
    expect(isPlayable).toBe(true)
    expect(Math.max(...peaks.slice(0, 90))).toBeLessThan(5)
    expect(Math.min(...peaks.slice(110, 190))).toBeGreaterThan(30)
    const [play] = await hear(world, '{MP3~phone memo}', '+12025550175')
    expect(play).toMatchObject({ status: 200, contentType: 'audio/mpeg' })
    const download = await world.api(`/api/files/${sent.id}/download`)
    expect(download.headers.get('content-type')).toBe('audio/mp4')
  })

  it.skipIf(noFfmpeg && !process.env.CI)('plays_wav_that_telephones_do_not_know_as_mp3', async () => {
    const bytes = convert(wavTone(), 'wav', ['-c:a', 'adpcm_ms'])
    const { id } = (await sendForm(world, { name: 'adpcm.wav', bytes })).body.data
    await prepared(world, id)
    const [play] = await hear(world, '{MP3~adpcm}', '+12025550176')
    expect(play).toMatchObject({ status: 200, contentType: 'audio/mpeg' })
  })

  it('never_runs_what_was_uploaded_as_xml', async () => {
    const xml = '<Response><Dial>+15005550006</Dial></Response>'
    const { id } = (await sendForm(world, { name: 'evil.xml', bytes: Buffer.from(xml) })).body.data
    const download = await world.api(`/api/files/${id}/download`)
    expect(download.text).toBe(xml)
    expect(download.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(download.headers.get('x-content-type-options')).toBe('nosniff')
    const { body } = await world.api('/api/voice-messages', { body: { name: 'x', voice_text: '{MP3~evil}' } })
    expect(body.error.details.problems).toMatchObject([{ code: 'unknown_audio_file' }])
  })
})

describe('a server without ffmpeg', () => {
  let world: World
  const program = join(tmpdir(), `trunkline-ffmpeg-${process.pid}`)
  beforeAll(async () => (world = await startWorld({ env: { FFMPEG_PATH: program } })))
  afterAll(() => rmSync(program, { force: true }))
  afterAll(() => world.stop())

  it.skipIf(noFfmpeg && !process.env.CI)(
    'takes_m4a_says_that_calls_do_not_play_it_and_does_so_once_it_can',
    async () => {
      const sent = (await sendForm(world, { name: 'memo.m4a', bytes: convert(wavTone(), 'm4a') })).body.data
      await prepared(world, sent.id)
      expect(await fileOf(world, sent.id)).toMatchObject({ not_playable: 'no_transcoder', is_playable: false })
      expect((await world.api('/api/files/usage')).body.data.can_transcode).toBe(false)
      const body = { voice_text: 'Hello {MP3~memo}' }
      const { data } = (await world.api('/api/voice-messages/preview', { body })).body
      expect(data.warnings).toMatchObject([{ code: 'audio_not_playable' }])
      expect((await world.api('/api/voice-messages', { body: { name: 'Memo', ...body } })).status).toBe(200)
      symlinkSync(execFileSync('which', ['ffmpeg'], { encoding: 'utf8' }).trim(), program)
      await world.restart()
      await eventually(
        () => fileOf(world, sent.id),
        (file) => file.is_playable,
      )
      const [, play] = await hear(world, 'Hello {MP3~memo}', '+12025550177')
      expect(play).toMatchObject({ kind: 'play', contentType: 'audio/mpeg' })
    },
  )
})

/** The head of a WAV file, and samples of a kind that nobody has. */
function convertible(name: string) {
  const bytes = wavTone({ toneMs: 50 })
  bytes.writeUInt16LE(0x7a7a, 20)
  return { name, bytes }
}
