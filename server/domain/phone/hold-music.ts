import { wavHeader } from '../files/wav-header'

const SAMPLE_RATE = 8_000
const BAR_SECONDS = 3
/** A, D, G and C with their fifths and thirds, low and soft: four bars that lead back to the first. */
const BARS_HZ = [
  [220, 261.63, 329.63],
  [146.83, 220, 349.23],
  [196, 246.94, 293.66],
  [130.81, 261.63, 392],
]
const LOUDNESS = 2_600

let bytes: Buffer | undefined

/** Twelve quiet seconds for whoever waits, as WAV: 8 kHz, mono, 16 bit. Made here, so that no recording is shipped. */
export function holdMusic(): Buffer {
  return (bytes ??= makeMusic())
}

function makeMusic(): Buffer {
  const perBar = SAMPLE_RATE * BAR_SECONDS
  const samples = new Int16Array(perBar * BARS_HZ.length)
  BARS_HZ.forEach((notes, bar) => {
    for (let at = 0; at < perBar; at++) {
      const swell = Math.sin((Math.PI * at) / perBar) // silent where bars meet, so that nothing clicks
      const sum = notes.reduce((wave, hz) => wave + Math.sin((2 * Math.PI * hz * at) / SAMPLE_RATE), 0)
      samples[bar * perBar + at] = Math.round(swell * sum * LOUDNESS)
    }
  })
  const data = Buffer.from(samples.buffer)
  return Buffer.concat([wavHeader(SAMPLE_RATE, data.length), data])
}
