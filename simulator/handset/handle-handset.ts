import type { IncomingMessage, ServerResponse } from 'node:http'
import type { World } from '../world.ts'

/** Answers one request for the handset pages. */
export async function handleHandset(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  void world
  response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/plain' }).end('')
}
