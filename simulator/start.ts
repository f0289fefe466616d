import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { handleControl } from './control/handle-control.ts'
import { handleHandset } from './handset/handle-handset.ts'
import { resetWorld } from './network/reset-world.ts'
import { handleRest } from './rest/handle-rest.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export type SimulatorOptions = WorldOptions & {
  /** 0, the default, takes any free port. */
  port?: number
  /** A loopback address; `127.0.0.1` unless given. */
  host?: string
}

export type Simulator = {
  url: string
  /** The network itself, for tests in the same process. */
  world: World
  close(): Promise<void>
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/**
 * Starts a telephone network on loopback.
 * @throws Error when the host is not a loopback address or the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1' } = options
  if (!LOOPBACK.test(host)) throw new Error(`The simulator listens on loopback only, not on ${host}`)
  const world = createWorld(options)
  resetWorld(world)
  const server = http.createServer((request, response) => void dispatch(world, request, response))
  // Callers keep connections for longer than Node's 5 s; closing one under their feet would look like a fault.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  world.baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  return {
    url: world.baseUrl,
    world,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      resetWorld(world)
      world.clock.clear()
      await closed
    },
  }
}

async function dispatch(world: World, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const path = request.url ?? '/'
  try {
    if (path.startsWith('/2010-04-01') || path.startsWith('/v1/'))
      await world.clock.io(() => handleRest(world, request, response))
    else if (path.startsWith('/_sim/')) await handleControl(world, request, response)
    else await handleHandset(world, request, response)
  } catch (error) {
    console.error('simulator error', error)
    if (response.headersSent) response.destroy()
    else response.writeHead(500, { 'content-type': 'text/plain' }).end('The simulator failed; see its output')
  }
}
