import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import threadFile from '../../workers/read-waveform?thread'
import type { Waveform } from './loudness'

/** Longer than the largest file takes on a slow machine. */
const PATIENCE_MS = 60_000
const MEMORY_MB = 64
/** One after another: each holds a decoder, and nobody waits for a picture. */
const inTurn = pLimit(1)

/**
 * Decodes audio in a thread of its own.
 *
 * @param path of a file of this machine
 * @returns null when there is no audio in it that can be read
 * @throws when it could not be tried: trying again may help
 */
export function readWaveform(path: string, fileType: 'mp3' | 'wav'): Promise<Waveform | null> {
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        const thread = new Worker(new URL(threadFile()), {
          workerData: { path, fileType },
          resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
        })
        const timer = setTimeout(() => {
          reject(new Error('The audio took too long to decode'))
          void thread.terminate()
        }, PATIENCE_MS)
        thread.once('message', resolve)
        thread.once('error', reject)
        thread.once('exit', () => {
          clearTimeout(timer)
          reject(new Error('The decoder ended without an answer')) // after an answer this changes nothing
        })
      }),
  )
}
