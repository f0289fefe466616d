import { randomBytes } from 'node:crypto'

const HEADER_BYTES = 44

export interface Tone {
  /** How long it is quiet before the tone, and how long the tone is. */
  silentMs?: number
  toneMs?: number
  hertz?: number
  sampleRate?: number
}

/** A WAV file of one channel, 16 bits a sample: silence, then a tone. The same bytes for the same arguments. */
export function wavTone({ silentMs = 0, toneMs = 1000, hertz = 440, sampleRate = 8000 }: Tone = {}): Buffer {
  const silent = Math.round((silentMs * sampleRate) / 1000)
  const count = silent + Math.round((toneMs * sampleRate) / 1000)
  const bytes = Buffer.alloc(HEADER_BYTES + count * 2)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20) // PCM
  bytes.writeUInt16LE(1, 22) // one channel
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(sampleRate * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(count * 2, 40)
  for (let at = silent; at < count; at++) {
    const value = 0.6 * Math.sin((2 * Math.PI * hertz * at) / sampleRate)
    bytes.writeInt16LE(Math.round(value * 32_767), HEADER_BYTES + at * 2)
  }
  return bytes
}

/** Silence as mp3, made without an encoder: MPEG 1 layer III, 128 kbit/s, 44.1 kHz, frames of nothing but zeros. */
export function silentMp3(frames = 40): Buffer {
  const frame = Buffer.alloc(417)
  frame.writeUInt32BE(0xfffb90c4)
  return Buffer.concat(Array.from({ length: frames }, () => frame))
}

/** Audio of any size that nobody has uploaded before: noise, which nothing makes smaller. */
export function noiseWav(sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes)
  wavTone({ toneMs: 1 }).copy(bytes, 0, 0, HEADER_BYTES)
  bytes.writeUInt32LE(sizeBytes - 8, 4)
  bytes.writeUInt32LE(sizeBytes - HEADER_BYTES, 40)
  return bytes
}
