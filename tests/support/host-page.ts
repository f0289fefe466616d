import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HostPage {
  /** `http://localhost:PORT`: another site than the application's 127.0.0.1. */
  origin: string
  close(): void
}

/** A page of another site that frames what its own address names: `/?frame=<address>&frame=<address>`. */
export async function startHostPage(port = 0): Promise<HostPage> {
  const server = createServer((request, response) => {
    const addresses = new URL(request.url ?? '/', 'http://localhost').searchParams.getAll('frame')
    const frames = addresses.map(
      (address, index) => `<iframe title="Frame ${index}" width="600" height="400" src="${escape(address)}"></iframe>`,
    )
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="en"><title>Host</title>${frames.join('')}</html>`)
  }).listen(port, 'localhost')
  await once(server, 'listening')
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
