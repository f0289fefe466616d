import { open, type FileHandle } from 'node:fs/promises'

/** How samples are written: `WAVE_FORMAT_…` of Microsoft's mmreg.h. */
const PCM = 1
const FLOAT = 3
const ALAW = 6
const MULAW = 7
/** The real format is in the first two bytes of the extension's GUID. */
const EXTENSIBLE = 0xfffe
const READ_FRAMES = 16_384
/** More come before no samples. */
const MAX_CHUNKS = 1_000

export class UnreadableAudio extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'UnreadableAudio'
  }
}

interface Format {
  code: number
  channels: number
  sampleRate: number
  /** Of one sample of one channel. */
  bytes: number
}

/**
 * The samples of a WAV file, a little at a time: PCM of 8 to 32 bits, floating point, A-law and µ-law.
 *
 * @throws UnreadableAudio for anything else
 */
export async function* wavSamples(path: string): AsyncGenerator<{ channels: Float32Array[]; sampleRate: number }> {
  const handle = await open(path)
  try {
    const { format, start, length } = await findSamples(handle)
    const decode = decoderOf(format)
    const frameBytes = format.bytes * format.channels
    const buffer = Buffer.alloc(READ_FRAMES * frameBytes)
    for (let at = 0; at < length;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), start + at)
      const frames = Math.floor(bytesRead / frameBytes)
      if (frames === 0) return
      const channels = Array.from({ length: format.channels }, () => new Float32Array(frames))
      for (let frame = 0; frame < frames; frame++) {
        for (let channel = 0; channel < format.channels; channel++) {
          channels[channel]![frame] = decode(buffer, frame * frameBytes + channel * format.bytes)
        }
      }
      yield { channels, sampleRate: format.sampleRate }
      at += frames * frameBytes
    }
  } finally {
    await handle.close()
  }
}

/** Walks the chunks of a RIFF file to its format and its samples. */
async function findSamples(handle: FileHandle): Promise<{ format: Format; start: number; length: number }> {
  const { size } = await handle.stat()
  let format: Format | null = null
  for (let at = 12, chunks = 0; at + 8 <= size && chunks < MAX_CHUNKS; chunks++) {
    const head = await readAt(handle, at, 8)
    const name = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    if (name === 'fmt ') format = readFormat(await readAt(handle, at + 8, Math.min(length, 40)))
    if (name === 'data') {
      if (!format) break
      // Recorders that were switched off leave no length, or one larger than the file.
      const isWhole = length > 0 && at + 8 + length <= size
      return { format, start: at + 8, length: isWhole ? length : size - at - 8 }
    }
    at += 8 + length + (length % 2)
  }
  throw new UnreadableAudio('The WAV file has no format or no samples')
}

function readFormat(chunk: Buffer): Format {
  if (chunk.length < 16) throw new UnreadableAudio('The format of the WAV file is cut off')
  const given = chunk.readUInt16LE(0)
  const code = given === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : given
  const [channels, sampleRate] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4)]
  const bytes = chunk.readUInt16LE(14) / 8
  const isAudible = sampleRate >= 1_000 && sampleRate <= 384_000
  if (channels < 1 || channels > 32 || !isAudible) throw new UnreadableAudio('The format of the WAV file is none')
  return { code, channels, sampleRate, bytes }
}

function decoderOf({ code, bytes }: Format): (buffer: Buffer, at: number) => number {
  if (code === PCM && bytes === 1) return (buffer, at) => (buffer[at]! - 128) / 128
  if (code === PCM && [2, 3, 4].includes(bytes)) {
    const scale = 2 ** (8 * bytes - 1)
    return (buffer, at) => buffer.readIntLE(at, bytes) / scale
  }
  if (code === FLOAT && bytes === 4) return (buffer, at) => buffer.readFloatLE(at)
  if (code === FLOAT && bytes === 8) return (buffer, at) => buffer.readDoubleLE(at)
  if (code === MULAW && bytes === 1) return (buffer, at) => fromMulaw(buffer[at]!)
  if (code === ALAW && bytes === 1) return (buffer, at) => fromAlaw(buffer[at]!)
  throw new UnreadableAudio('The samples of the WAV file are of a kind that calls do not play')
}

/** ITU-T G.711: sign, exponent and mantissa, all bits turned over. */
function fromMulaw(byte: number): number {
  const code = ~byte & 0xff
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
  return (code & 0x80 ? -magnitude : magnitude) / 32_768
}

/** ITU-T G.711: every second bit turned over. */
function fromAlaw(byte: number): number {
  const code = byte ^ 0x55
  const exponent = (code & 0x70) >> 4
  const mantissa = (code & 0x0f) << 4
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1)
  return (code & 0x80 ? magnitude : -magnitude) / 32_768
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
