import { createReadStream } from 'node:fs'
import { MPEGDecoder } from 'mpg123-decoder'

/** The samples of an mp3 file, a little at a time. What is no audio in it is skipped, as every player does. */
export async function* mp3Samples(path: string): AsyncGenerator<{ channels: Float32Array[]; sampleRate: number }> {
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const { channelData: channels, samplesDecoded, sampleRate } = decoder.decode(chunk)
      if (samplesDecoded > 0) yield { channels, sampleRate }
    }
  } finally {
    decoder.free()
  }
}
