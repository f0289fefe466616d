import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noiseWav } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { storedNames } from '../support/uploads.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const MB = 1024 * 1024
const UPLOADS = 20
const FILE_BYTES = 10 * MB
/** What may be held of 200 MB that come in at once. */
const MOST_MORE_MB = 60
/** Each sender gives a piece, then rests. */
const PIECE_BYTES = 64 * 1024
const REST_MS = 60

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const residentMb = (pid: number) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

async function sendSlowly(index: number, bytes: Buffer): Promise<number> {
  const headers = { 'x-api-key': ACME.key, 'content-type': 'multipart/form-data; boundary=b' }
  const sending = request(`${world.url}/api/files/upload`, { method: 'POST', headers })
  const answered = once(sending, 'response')
  sending.write(`--b\r\ncontent-disposition: form-data; name="file"; filename="slow ${index}.wav"\r\n\r\n`)
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (!sending.write(bytes.subarray(at, at + PIECE_BYTES))) await once(sending, 'drain')
    await delay(REST_MS)
  }
  sending.end('\r\n--b--\r\n')
  const [answer] = await answered
  answer.resume()
  return answer.statusCode
}

it.skipIf(process.platform !== 'linux')(
  'twenty_slow_uploads_at_once_are_not_held_in_memory',
  async () => {
    // One before, so that what is loaded with the first is part of the rest.
    await sendSlowly(0, noiseWav(MB))
    await eventually(
      () => storedNames(world),
      ({ spooled }) => spooled.length === 0,
    )
    const restingMb = residentMb(world.pid())
    let mostMb = restingMb
    const watch = setInterval(() => (mostMb = Math.max(mostMb, residentMb(world.pid()))), 20)
    const bytes = noiseWav(FILE_BYTES)
    const statuses = await Promise.all(
      Array.from({ length: UPLOADS }, (_, index) => {
        const own = Buffer.from(bytes)
        own.writeUInt32LE(index, 1_000)
        return sendSlowly(index + 1, own)
      }),
    )
    // And while they are measured.
    await eventually(
      () => storedNames(world),
      ({ spooled }) => spooled.length === 0,
      60_000,
    )
    clearInterval(watch)
    expect(statuses).toEqual(Array.from({ length: UPLOADS }, () => 200))
    console.log(`resting ${restingMb.toFixed(0)} MB, at most ${mostMb.toFixed(0)} MB`)
    expect(mostMb - restingMb).toBeLessThan(MOST_MORE_MB)
  },
  180_000,
)
