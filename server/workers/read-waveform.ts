import { parentPort, workerData } from 'node:worker_threads'
import { createLoudness, type Waveform } from '../providers/audio/loudness'
import { mp3Samples } from '../providers/audio/mp3-samples'
import { UnreadableAudio, wavSamples } from '../providers/audio/wav-samples'

/** Runs in a thread of its own: decodes a file and says how loud it is. Nobody else waits for it. */
const { path, fileType } = workerData as { path: string; fileType: 'mp3' | 'wav' }
decode().then(
  (waveform) => parentPort!.postMessage(waveform),
  (error: unknown) => {
    if (!(error instanceof UnreadableAudio)) throw error
    parentPort!.postMessage(null)
  },
)

async function decode(): Promise<Waveform | null> {
  const loudness = createLoudness()
  for await (const { channels, sampleRate } of fileType === 'mp3' ? mp3Samples(path) : wavSamples(path)) {
    loudness.add(channels, sampleRate)
  }
  return loudness.waveform()
}
