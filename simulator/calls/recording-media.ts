const SAMPLES_PER_SECOND = 8000
const TONE_HZ = 440
const MP3_FRAME_MS = 36
const MP3_FRAME_BYTES = 144

/** A recording as WAV: 8 kHz, 16 bits, one channel, a quiet tone as long as the recording. */
export function wavOf(durationSeconds: number): Buffer {
  const samples = durationSeconds * SAMPLES_PER_SECOND
  const bytes = Buffer.alloc(44 + samples * 2)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + samples * 2, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(SAMPLES_PER_SECOND, 24)
  bytes.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(samples * 2, 40)
  for (let index = 0; index < samples; index += 1) {
    const wave = Math.sin((2 * Math.PI * TONE_HZ * index) / SAMPLES_PER_SECOND)
    bytes.writeInt16LE(Math.round(wave * 3000), 44 + index * 2)
  }
  return bytes
}

/**
 * A recording as MP3: silent frames, as many as the recording is long.
 * Each is MPEG-1 layer III, 32 kbit/s, 32 kHz, one channel (header FF FB 18 C0); a frame of zeros decodes to silence.
 */
export function mp3Of(durationSeconds: number): Buffer {
  const frame = Buffer.alloc(MP3_FRAME_BYTES)
  frame.set([0xff, 0xfb, 0x18, 0xc0])
  return Buffer.concat(Array.from({ length: Math.ceil((durationSeconds * 1000) / MP3_FRAME_MS) }, () => frame))
}
