import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld({ env: { MAX_FILE_SIZE: '1000' } })))
afterAll(() => world.stop())

const ANNOUNCED_BYTES = 8_000_000

it.each([
  ['JSON', '/api/communication/sms/send', 'application/json'],
  ['form', '/api/files/upload', 'multipart/form-data; boundary=x'],
])(
  '%s that is too large has its refusal while it is still being sent, and leaves a connection that serves',
  async (...[, path, type]) => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1').setEncoding('utf8')
    const failed = once(socket, 'error').then(([error]) => Promise.reject(error as Error))
    /** What comes next, until the object that each answer is has ended. */
    const answer = async () => {
      let text = ''
      while (!text.endsWith('}')) text += ((await Promise.race([once(socket, 'data'), failed])) as [string])[0]
      return text
    }
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${ACME.key}\r\nContent-Type: ${type}\r\nContent-Length: ${ANNOUNCED_BYTES}\r\n\r\n`,
    )
    expect(await answer()).toMatch(/^HTTP\/1.1 413 [^]*PAYLOAD_TOO_LARGE/)
    socket.write(Buffer.alloc(ANNOUNCED_BYTES, ' '))
    socket.write(`GET /api/tenant/profile HTTP/1.1\r\nHost: x\r\nX-API-Key: ${ACME.key}\r\n\r\n`)
    expect(await answer()).toMatch(/^HTTP\/1.1 200 [^]*acme-corp/)
    socket.destroy()
  },
)
