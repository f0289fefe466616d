import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { streamEvents } from '../control/event-stream.ts'
import type { World } from '../world.ts'
import { handsetPage } from './handset-page.ts'
import { indexPage, overview } from './index-page.ts'
import { renderItem } from './render-item.ts'
import { trafficOf } from './traffic.ts'

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const assetTypes: Record<string, string> = {
  ...{ 'base.css': CSS, 'telephone.css': CSS, 'thread.css': CSS, 'list.css': CSS, 'handset.svg': 'image/svg+xml' },
  ...{ 'handset.js': SCRIPT, 'index.js': SCRIPT, 'sound.js': SCRIPT },
}

const HTML = 'text/html; charset=utf-8'
const POLICY = "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'"

/** Answers one request for the handset pages, their assets, fragments and event streams. */
export async function handleHandset(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://simulator')
  const [area = '', name = '', part, sid] = pathname.slice(1).split('/').map(decodeURIComponent)
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET only')
  if (area === '') return send(response, 200, HTML, indexPage(world))
  if (area === 'overview') return send(response, 200, HTML, overview(world).text)
  if (area === 'assets' && Object.hasOwn(assetTypes, name)) {
    return send(response, 200, assetTypes[name]!, await readFile(new URL(`./${name}`, import.meta.url)))
  }
  if (area === 'audio') {
    const audio = world.audio.get(name)
    return audio
      ? send(response, 200, audio.contentType, audio.bytes)
      : send(response, 404, 'text/plain', 'No such audio')
  }
  if (area === 'handset' && name) {
    if (!part) return send(response, 200, HTML, handsetPage(world, name))
    if (part === 'events') return attend(world, request, response, name)
    const item = part === 'items' && trafficOf(world, name).find(({ message, call }) => (message ?? call)!.sid === sid)
    if (item) return send(response, 200, HTML, renderItem(item, name).text)
  }
  send(response, 404, 'text/plain', 'Not found')
}

/** Streams a handset's events. As long as the stream is open somebody is there, and calls ring instead of being answered. */
function attend(world: World, request: IncomingMessage, response: ServerResponse, number: string): void {
  const change = (by: number) => {
    world.handsets.set(number, (world.handsets.get(number) ?? 0) + by)
    world.events.emit('handset', { number })
  }
  change(1)
  response.once('close', () => change(-1))
  streamEvents(world, request, response, number)
  for (const { call } of world.sessions.values()) {
    if (call.from !== number && call.to !== number) continue
    const { sid, from, to, status, answeredAt } = call
    const event = { at: world.clock.now(), sid, from, to, status, answeredAt, event: 'present' }
    response.write(`event: call\ndata: ${JSON.stringify(event)}\n\n`)
  }
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    ...{ 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': POLICY },
    ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
  })
  response.end(body)
}
