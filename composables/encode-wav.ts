/** Calls carry 8,000 samples a second; twice that loses nothing, and five minutes stay below ten megabytes. */
const SAMPLE_RATE = 16_000
const HEADER_BYTES = 44
const BYTES_PER_SAMPLE = 2
export const WAV_BYTES_A_SECOND = SAMPLE_RATE * BYTES_PER_SAMPLE

/**
 * A recording as a WAV file of one channel, 16 bits a sample.
 *
 * @param recorded in whatever form the browser records
 * @throws DOMException where it holds no sound
 */
export async function toWav(recorded: Blob): Promise<Blob> {
  // Decoding brings it to the rate of the context.
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE)
  const sound = await context.decodeAudioData(await recorded.arrayBuffer())
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index))
  return new Blob([wavOf(channels, SAMPLE_RATE)], { type: 'audio/wav' })
}

/** @param channels samples from -1 to 1, equally many in each */
export function wavOf(channels: readonly Float32Array[], sampleRate: number): ArrayBuffer {
  const count = channels[0]?.length ?? 0
  const bytes = new ArrayBuffer(HEADER_BYTES + count * BYTES_PER_SAMPLE)
  const view = new DataView(bytes)
  const letters = (at: number, text: string) => [...text].forEach((one, index) => view.setUint8(at + index, one.charCodeAt(0))) // prettier-ignore
  letters(0, 'RIFF')
  view.setUint32(4, bytes.byteLength - 8, true)
  letters(8, 'WAVEfmt ')
  view.setUint32(16, 16, true) // the length of this chunk
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // one channel
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * BYTES_PER_SAMPLE, true)
  view.setUint16(32, BYTES_PER_SAMPLE, true)
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true)
  letters(36, 'data')
  view.setUint32(40, count * BYTES_PER_SAMPLE, true)
  for (let at = 0; at < count; at++) {
    const sum = channels.reduce((total, channel) => total + channel[at]!, 0)
    const sample = Math.max(-1, Math.min(1, sum / channels.length))
    view.setInt16(HEADER_BYTES + at * BYTES_PER_SAMPLE, Math.round(sample * (sample < 0 ? 0x80_00 : 0x7f_ff)), true)
  }
  return bytes
}
