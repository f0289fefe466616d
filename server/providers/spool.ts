import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isAlive } from '../context/is-alive'

/** A file of this process alone, whole and closed. */
export interface SpooledFile {
  path: string
  sizeBytes: number
  /** Hexadecimal. */
  sha256: string
}

/** Where what comes in is written while nobody knows yet whether it is any good. */
export interface Spool {
  /**
   * Writes a stream to a file, a little at a time, as fast as the disk takes it.
   *
   * @param maxBytes one more, and nothing is left of it
   * @throws SpoolOverflow beyond `maxBytes`; whatever the stream itself fails with
   */
  write(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<SpooledFile>
  /** A path for a file that somebody else writes. */
  reserve(): string
  /** What is gone is discarded already. */
  discard(path: string): Promise<void>
}

export class SpoolOverflow extends Error {
  constructor(readonly maxBytes: number) {
    super('The stream is longer than its limit')
    this.name = 'SpoolOverflow'
  }
}

/**
 * Opens the spool of this process, and throws away what processes left there that ended in the middle of something:
 * nobody goes on with those.
 *
 * @param folder of all processes on this machine that share the data; each has one in it, by its process id
 */
export async function openSpool(folder: string): Promise<Spool> {
  const own = join(folder, String(process.pid))
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    if (name === String(process.pid) || !isAlive(Number(name))) await rm(join(folder, name), { recursive: true })
  }
  await mkdir(own)
  const reserve = () => join(own, randomUUID())

  return {
    reserve,
    async write(source, maxBytes) {
      const path = reserve()
      const measured = measure(maxBytes)
      try {
        await pipeline(source, measured.stream, createWriteStream(path, { flags: 'wx' }))
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
      return { path, ...measured.result() }
    },
    discard: (path) => rm(path, { force: true }),
  }
}

function measure(maxBytes: number) {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) return done(new SpoolOverflow(maxBytes))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { stream, result: () => ({ sizeBytes, sha256: hash.digest('hex') }) }
}
