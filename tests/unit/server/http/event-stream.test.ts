import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEventStream } from '#server/http/event-stream'

let server: Server
let socket: Socket
let response: ServerResponse

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  response = ((await once(server, 'request')) as [unknown, ServerResponse])[1]
})
afterEach(() => {
  socket.destroy()
  server.close()
})

const goesOn = async () => true

it('what_was_sent_before_it_runs_comes_first', async () => {
  const stream = createEventStream(response, () => undefined)
  stream.send('ready', '1', {})
  const running = stream.run(goesOn)
  stream.send('news', '2', { text: 'two\nlines' })
  stream.end()
  let text = ''
  for await (const piece of socket) text += piece
  await running
  const order = ['retry: ', 'id: 1\nevent: ready\ndata: {}', 'id: 2\nevent: news\ndata: {"text":"two\\nlines"}\n\n']
  const places = order.map((part) => text.indexOf(part))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
})

it('reader_who_takes_nothing_is_let_go_before_much_waits', async () => {
  let dropped = 0
  const stream = createEventStream(response, () => (dropped += 1))
  socket.pause()
  const running = stream.run(goesOn)
  let sent = 0
  const data = 'x'.repeat(10_000)
  while (dropped === 0 && sent < 5_000) {
    stream.send('news', String((sent += 1)), data)
    expect(response.writableLength).toBeLessThan(300_000)
    if (sent % 10 === 0) await new Promise(setImmediate)
  }
  await running
  expect([dropped, response.destroyed]).toEqual([1, true])
  stream.send('news', 'late', data) // is no error
  expect(dropped).toBe(1)
})

it('reader_who_left_before_it_began_is_not_waited_for', async () => {
  const stream = createEventStream(response, () => undefined)
  socket.destroy()
  await once(response, 'close')
  await stream.run(goesOn)
})
