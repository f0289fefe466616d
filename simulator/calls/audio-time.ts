/** MPEG audio without a readable frame is taken for a telephone prompt at this many bits a second. */
const USUAL_BITS_PER_SECOND = 64_000
const mpegBitrates = {
  /** MPEG-1 and MPEG-2 layer III, kilobits a second by the header's index. */
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}

/** How long an audio file plays, in milliseconds: exact for WAV, by the first frame's bitrate for MP3, estimated for others. */
export function audioMs(bytes: Buffer, contentType: string): number {
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.length >= 44) {
    const bytesPerSecond = bytes.readUInt32LE(28)
    return bytesPerSecond > 0 ? Math.round(((bytes.length - 44) / bytesPerSecond) * 1000) : 0
  }
  const bitsPerSecond = /mp/.test(contentType)
    ? (mp3BitsPerSecond(bytes) ?? USUAL_BITS_PER_SECOND)
    : USUAL_BITS_PER_SECOND
  return Math.round(((bytes.length * 8) / bitsPerSecond) * 1000)
}

function mp3BitsPerSecond(bytes: Buffer): number | null {
  for (let index = 0; index + 3 < Math.min(bytes.length, 65_536); index += 1) {
    const [first, second, third] = [bytes[index]!, bytes[index + 1]!, bytes[index + 2]!]
    // A frame begins with eleven set bits; layer III is 01.
    if (first !== 0xff || (second & 0xe0) !== 0xe0 || (second & 0x06) !== 0x02) continue
    const kilobits = mpegBitrates[(second & 0x18) === 0x18 ? 1 : 2][third >> 4]
    if (kilobits) return kilobits * 1000
  }
  return null
}
