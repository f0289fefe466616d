import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FILE_TYPES } from '#shared/files/file-kinds.ts'
import { inspectContent } from '#server/domain/files/content/inspect-content.ts'
import { silentMp3, wavTone } from '../../../../support/audio.ts'
import { convert, noFfmpeg } from '../../../../support/ffmpeg.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'trunkline-content-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** What its name says must not matter: it never ends as what it is. */
function inspect(content: Buffer | string, allowed = FILE_TYPES as readonly (typeof FILE_TYPES)[number][]) {
  const bytes = Buffer.from(content)
  const path = join(folder, 'upload.exe')
  writeFileSync(path, bytes)
  return inspectContent({ path, sizeBytes: bytes.length }, allowed)
}
const wav = wavTone({ toneMs: 500 })
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
/** An empty comment, one entry: the end of an archive. */
const ZIP_END = Buffer.from('504b0506000000000100010000000000000000000000', 'hex')

describe('what a file is', () => {
  it('is_read_from_its_bytes', async () => {
    expect(await inspect(wav)).toEqual({
      fileType: 'wav',
      durationMs: 500,
      bitrate: 128_000,
      channels: 1,
      sampleRate: 8_000,
      needsRendition: false,
    })
    expect(await inspect(silentMp3())).toMatchObject({ fileType: 'mp3', sampleRate: 44_100, bitrate: 128_000 })
    const noAudio = { durationMs: null, bitrate: null, channels: null, sampleRate: null, needsRendition: false }
    expect(await inspect('<?xml version="1.0"?>\n<Response/>')).toEqual({ fileType: 'xml', ...noAudio })
    expect(await inspect('\ufeff  <vxml><a>ü</a></vxml>')).toEqual({ fileType: 'xml', ...noAudio })
  })

  it.each([
    ['FILE_EMPTY', '', null],
    ['FILE_TYPE_NOT_ALLOWED', 'Only words', 'text'],
    ['FILE_TYPE_NOT_ALLOWED', PNG, 'png'],
    ['FILE_TYPE_NOT_ALLOWED', '%PDF-1.7\n%%EOF', 'pdf'],
    ['FILE_TYPE_NOT_ALLOWED', Buffer.from([0, 1, 2, 3, 255, 254]), 'unknown'],
    ['FILE_TYPE_NOT_ALLOWED', '<html><body>Hello</body></html>', 'html'],
    ['FILE_TYPE_NOT_ALLOWED', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'svg'],
    ['FILE_TYPE_NOT_ALLOWED', '<x:stylesheet xmlns:x="a"/>', 'stylesheet'],
    ['FILE_DAMAGED', '<?xml version="1.0"?><a><b></a>', undefined],
    ['FILE_DAMAGED', '<?xml version="1.0"?><a>&lol;</a>', undefined],
    ['FILE_DAMAGED', `<a>`.repeat(1_000_000), undefined],
    ['FILE_DAMAGED', `<a ${Array.from({ length: 5_000 }, (_, at) => `b${at}=""`).join(' ')}/>`, undefined],
    ['FILE_DAMAGED', wav.subarray(0, 30), undefined],
  ])('%s for %.40j', async (errorName, content, detected) => {
    const details = detected ? { details: expect.objectContaining({ detected }) } : {}
    await expect(inspect(content)).rejects.toMatchObject({ errorName, ...details })
  })

  it('that_is_not_taken_here_is_named', async () => {
    await expect(inspect(wav, ['mp3'])).rejects.toMatchObject({
      errorName: 'FILE_TYPE_NOT_ALLOWED',
      message: 'The content is wav; taken are mp3',
    })
  })
})

describe('what can be read as two types', () => {
  const tagged = (text: string) => {
    const tag = Buffer.concat([Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00', 'latin1'), Buffer.from(text)])
    tag.writeUInt8(text.length >> 7, 8)
    tag.writeUInt8(text.length & 0x7f, 9)
    return tag
  }
  it.each([
    [
      'a page before mp3',
      Buffer.concat([tagged(`<html><script>alert(1)</script>${'\0'.repeat(40)}`), silentMp3()]),
      'html',
    ],
    ['a document within mp3', Buffer.concat([tagged(`%PDF-1.4${'\0'.repeat(40)}`), silentMp3()]), 'pdf'],
    ['an archive after wav', Buffer.concat([wav, Buffer.from('PK'), ZIP_END]), 'zip'],
    ['an archive after mp3', Buffer.concat([silentMp3(), ZIP_END]), 'zip'],
    ['a picture after wav', Buffer.concat([wav, PNG]), 'png'],
    ['a page after wav', Buffer.concat([wav, Buffer.from('<script>alert(1)</script>')]), 'html'],
  ])('%s is refused', async (_name, content, second) => {
    const found = { errorName: 'FILE_AMBIGUOUS', details: { types: [expect.any(String), second] } }
    await expect(inspect(content)).rejects.toMatchObject(found)
  })

  it('what_only_looks_like_it_is_taken', async () => {
    // The signature of an archive among samples, and nothing that makes one of it.
    const noise = Buffer.concat([wav, Buffer.alloc(0)])
    ZIP_END.copy(noise, 1_000)
    expect((await inspect(noise)).fileType).toBe('wav')
    const unfinished = Buffer.from(wav)
    unfinished.writeUInt32LE(0xffffffff, 4)
    expect((await inspect(unfinished)).fileType).toBe('wav')
  })
})

describe.skipIf(noFfmpeg && !process.env.CI)('what others write', () => {
  it('as_m4a_and_mp3_is_measured', async () => {
    expect(await inspect(convert(wav, 'm4a'))).toMatchObject({
      fileType: 'm4a',
      sampleRate: 8_000,
      needsRendition: true,
    })
    expect(await inspect(convert(wav, 'mp3', ['-b:a', '32k', '-ar', '22050']))).toMatchObject({
      fileType: 'mp3',
      sampleRate: 22_050,
    })
  })

  it('as_sound_in_an_mp4_is_m4a_and_a_film_is_none', async () => {
    expect(await inspect(convert(wav, 'm4a', ['-brand', 'isom']))).toMatchObject({ fileType: 'm4a' })
    const film = ['-f', 'lavfi', '-i', 'color=size=16x16:rate=5:duration=0.5', '-c:v', 'mpeg4', '-f', 'mp4']
    await expect(inspect(convert(wav, 'm4a', film))).rejects.toMatchObject({ errorName: 'FILE_TYPE_NOT_ALLOWED' })
  })

  it.each([
    ['pcm_u8', [], false],
    ['pcm_mulaw', [], false],
    ['pcm_alaw', ['-ac', '2'], false],
    ['pcm_s24le', [], true],
    ['pcm_f32le', [], true],
    ['adpcm_ms', [], true],
    ['pcm_s16le', ['-ac', '6'], true],
  ])('as_%s_%j_needs_another_form_%s', async (codec, options, needsRendition) => {
    const bytes = convert(wav, 'wav', ['-c:a', codec, ...options])
    expect(await inspect(bytes)).toMatchObject({ fileType: 'wav', needsRendition })
  })

  it('as_another_kind_of_sound_is_named', async () => {
    const flac = convert(wav, 'wav', ['-f', 'flac'])
    await expect(inspect(flac)).rejects.toMatchObject({ details: expect.objectContaining({ detected: 'flac' }) })
  })
})
