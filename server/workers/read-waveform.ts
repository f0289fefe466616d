import { parentPort, workerData } from 'node:worker_threads'
import { createLoudness } from '../providers/audio/loudness'
import { mp3Samples } from '../providers/audio/mp3-samples'
import { wavSamples } from '../providers/audio/wav-samples'

/** Runs in a thread of its own: decodes a file and says how loud it is. Nobody else waits for it. */
const { path, fileType } = workerData as { path: string; fileType: 'mp3' | 'wav' }
void decode() // what it throws ends the thread, which is its answer

async function decode(): Promise<void> {
  const loudness = createLoudness()
  for await (const { channels, sampleRate } of fileType === 'mp3' ? mp3Samples(path) : wavSamples(path)) {
    loudness.add(channels, sampleRate)
  }
  parentPort!.postMessage(loudness.waveform())
}
