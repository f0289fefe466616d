import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoudness } from '#server/providers/audio/loudness.ts'
import { mp3Samples } from '#server/providers/audio/mp3-samples.ts'
import { UnreadableAudio, wavSamples } from '#server/providers/audio/wav-samples.ts'
import { wavTone } from '../../../../support/audio.ts'
import { convert, noFfmpeg } from '../../../../support/ffmpeg.ts'

/** One second of nothing, then one second of a tone at 0.6 of full scale; ffmpeg makes 0.42 of it on two channels. */
const planted = wavTone({ silentMs: 1_000, toneMs: 1_000 })

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'trunkline-samples-'))))
afterAll(() => rmSync(folder, { recursive: true }))

async function waveformOf(bytes: Buffer, fileType: 'mp3' | 'wav') {
  const path = join(folder, `audio.${fileType}`)
  writeFileSync(path, bytes)
  const loudness = createLoudness()
  for await (const { channels, sampleRate } of fileType === 'mp3' ? mp3Samples(path) : wavSamples(path)) {
    loudness.add(channels, sampleRate)
  }
  return loudness.waveform()
}

/** The first half is silent and the second is loud, but for the step in which it begins. */
function expectSilenceThenTone({ peaks }: { peaks: number[] }, slack = 4) {
  expect(peaks).toHaveLength(200)
  expect(Math.max(...peaks.slice(0, 100 - slack))).toBeLessThanOrEqual(2)
  expect(Math.min(...peaks.slice(100 + slack, 200 - slack))).toBeGreaterThanOrEqual(38)
  expect(Math.max(...peaks)).toBeLessThanOrEqual(75)
}

describe('the waveform of a file', () => {
  it('of_silence_and_a_tone_shows_both', async () => {
    const waveform = (await waveformOf(planted, 'wav'))!
    expect(waveform.durationMs).toBe(2_000)
    expectSilenceThenTone(waveform)
  })

  it('of_a_file_whose_length_was_never_written_reaches_to_its_end', async () => {
    const open = Buffer.from(planted)
    open.writeUInt32LE(0xffffffff, 40)
    expect(await waveformOf(open, 'wav')).toEqual(await waveformOf(planted, 'wav'))
  })

  it('of_samples_that_are_no_numbers_is_of_the_others', () => {
    const loudness = createLoudness()
    loudness.add([Float32Array.of(Number.NaN, 0.5, Infinity, -Infinity)], 400)
    expect(loudness.waveform()!.peaks.every((peak) => peak === 0 || peak === 50)).toBe(true)
  })

  it('of_hours_is_as_long_and_shows_the_same', () => {
    const loudness = createLoudness()
    const hour = new Float32Array(1_000 * 3_600)
    for (const level of [0, 0.5, 1]) loudness.add([hour.fill(level)], 1_000)
    const { peaks, durationMs } = loudness.waveform()!
    expect(durationMs).toBe(3 * 3_600_000)
    expect([peaks.length, peaks[30], peaks[100], peaks[190]]).toEqual([200, 0, 50, 100])
  })

  it('of_a_blink_is_as_long_as_of_an_hour', async () => {
    expect((await waveformOf(wavTone({ toneMs: 3 }), 'wav'))!.peaks).toHaveLength(200)
    expect(await waveformOf(wavTone({ toneMs: 0 }), 'wav')).toBeNull()
  })

  it.each([
    ['no_format', Buffer.concat([planted.subarray(0, 12), planted.subarray(36)])],
    ['no_samples', planted.subarray(0, 36)],
    ['a_code_that_nobody_knows', patched(planted, 20, 0x2222)],
    ['no_channels', patched(planted, 22, 0)],
    ['one_sample_a_second', patched(patched(planted, 24, 1), 26, 0)],
  ])('with_%s_is_not_readable', async (_name, bytes) => {
    await expect(waveformOf(bytes, 'wav')).rejects.toThrow(UnreadableAudio)
  })
})

describe.skipIf(noFfmpeg && !process.env.CI)('the waveform of what others write', () => {
  it.each(['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_mulaw', 'pcm_alaw'])(
    'as_%s_is_the_same',
    async (codec) => {
      const waveform = (await waveformOf(convert(planted, 'wav', ['-c:a', codec, '-ac', '2']), 'wav'))!
      expect(waveform.durationMs).toBe(2_000)
      expectSilenceThenTone(waveform)
    },
  )

  it.each([
    ['of_constant_bit_rate', ['-b:a', '64k']],
    ['of_variable_bit_rate', ['-q:a', '5']],
    ['with_tags_before_it', ['-metadata', `comment=${'x'.repeat(5_000)}`]],
  ])('as_mp3_%s_is_the_same', async (_name, options) => {
    const waveform = (await waveformOf(convert(planted, 'mp3', options), 'mp3'))!
    expect(waveform.durationMs).toBeGreaterThan(1_900)
    expect(waveform.durationMs).toBeLessThan(2_300)
    expectSilenceThenTone(waveform, 12)
  })

  it('as_adpcm_is_not_readable_here', async () => {
    await expect(waveformOf(convert(planted, 'wav', ['-c:a', 'adpcm_ms']), 'wav')).rejects.toThrow(UnreadableAudio)
  })
})

function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt16LE(value, at)
  return copy
}
