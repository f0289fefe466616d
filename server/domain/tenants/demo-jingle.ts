import { wavHeader } from '../files/wav-header'

const SAMPLE_RATE = 8_000
const NOTES_HZ = [523.25, 659.25, 783.99] // C5, E5, G5
const NOTE_SECONDS = 0.3

/** A WAV of three notes: 8 kHz, mono, 16 bit, what a telephone line carries. Made here, so that no recording is shipped. */
export function makeJingle(): Buffer {
  const samplesPerNote = Math.floor(SAMPLE_RATE * NOTE_SECONDS)
  const samples = new Int16Array(samplesPerNote * NOTES_HZ.length)
  NOTES_HZ.forEach((frequency, note) => {
    for (let at = 0; at < samplesPerNote; at++) {
      const fade = Math.sin((Math.PI * at) / samplesPerNote) // no clicks between notes
      const wave = Math.sin((2 * Math.PI * frequency * at) / SAMPLE_RATE)
      samples[note * samplesPerNote + at] = Math.round(fade * wave * 12_000)
    }
  })
  const data = Buffer.from(samples.buffer)
  return Buffer.concat([wavHeader(SAMPLE_RATE, data.length), data])
}
