import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HostPage {
  /** `http://localhost:PORT`: another site than the application's 127.0.0.1. */
  origin: string
  close(): void
}

/** The frames are as wide as the window. */
const STYLE = '<style>body { margin: 0 } iframe { border: 0; display: block }</style>'

/** A page of another site that frames what its own address names: `/?frame=<address>&frame=<address>`. */
export async function startHostPage(port = 0): Promise<HostPage> {
  const server = createServer((request, response) => {
    const addresses = new URL(request.url ?? '/', 'http://localhost').searchParams.getAll('frame')
    const frames = addresses.map(
      (address, index) => `<iframe title="Frame ${index}" width="100%" height="600" src="${escape(address)}"></iframe>`,
    )
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(
      `<!doctype html><html lang="en"><title>Host</title>${STYLE}<main aria-label="Host"><h1>Host</h1>${frames.join('')}</main></html>`,
    )
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
