import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pLimit from 'p-limit'

const run = promisify(execFile)
const PATIENCE_MS = 90_000
/** Where it was not found, it may have been installed since. */
const ASK_AGAIN_MS = 60_000
/** More than an hour of it; what would be larger is cut off. */
const MAX_OUTPUT_BYTES = '31457280'
/** Telephones carry 8 kHz of one channel; a little more costs nothing and keeps other players happy. */
const OUTPUT = ['-ac', '1', '-ar', '22050', '-c:a', 'libmp3lame', '-b:a', '64k', '-map_metadata', '-1', '-f', 'mp3']
/** ffmpeg's names of what it may read, so that no content can make it read a list of other files. */
const DEMUXERS = { m4a: 'mov', wav: 'wav' } as const
const inTurn = pLimit(1)

/** Makes audio that calls can play, where this machine has ffmpeg. */
export interface Transcoder {
  isThere(): Promise<boolean>
  /**
   * Writes a file as mp3.
   *
   * @param to must not exist
   * @returns false for a file that it cannot read
   * @throws when it could not be tried, or took too long: trying again may help
   */
  toMp3(from: string, to: string, fileType: keyof typeof DEMUXERS): Promise<boolean>
}

/** @param command the program, by its name or path */
export function createTranscoder(command: string): Transcoder {
  let known: Promise<boolean> | undefined
  return {
    isThere: () =>
      (known ??= run(command, ['-hide_banner', '-version'], { timeout: PATIENCE_MS }).then(
        () => true,
        () => {
          setTimeout(() => (known = undefined), ASK_AGAIN_MS).unref()
          return false
        },
      )),
    toMp3: (from, to, fileType) =>
      inTurn(async () => {
        const input = ['-protocol_whitelist', 'file', '-f', DEMUXERS[fileType], '-i', from, '-map', '0:a:0']
        const options = ['-nostdin', '-hide_banner', '-v', 'quiet', '-threads', '1', '-n']
        try {
          await run(command, [...options, ...input, ...OUTPUT, '-fs', MAX_OUTPUT_BYTES, to], {
            timeout: PATIENCE_MS,
            killSignal: 'SIGKILL',
          })
          return true
        } catch (error) {
          // Its own verdict is a number; that it could not run, or was stopped, is none.
          if (typeof (error as { code?: unknown }).code === 'number') return false
          throw error
        }
      }),
  }
}
