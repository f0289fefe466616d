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
  return Buffer.concat([wavHeader(data.length), data])
}

/** The 44 bytes of a canonical PCM WAV file (Multimedia Programming Interface and Data Specifications 1.0). */
function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16) // length of the format block
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(1, 22) // one channel
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * 2, 28) // bytes a second
  header.writeUInt16LE(2, 32) // bytes a sample
  header.writeUInt16LE(16, 34) // bits a sample
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}
