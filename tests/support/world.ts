import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createControlClient, type ControlClient } from '../../simulator/control-client.ts'
import { DEVELOPMENT_SECRETS } from '../../server/environment.ts'
import { SERVER_FLAGS } from '../../tools/server-flags.ts'
import { SERVER_ENTRY, SIMULATOR_ENTRY, SQL_LOG_DIR } from './paths.ts'
import { connecting } from './connecting.ts'
import { freePort, startProcess, type Running } from './process.ts'
import { createApi, type Api } from './api.ts'
import { secretsIn, secretsOf } from './secrecy/planted.ts'
import { trafficIsRead, watchTraffic } from './secrecy/traffic.ts'

export const ACME = {
  id: 'acme-corp',
  key: 'acme_api_key_12345',
  sid: `AC${'a'.repeat(30)}01`,
  token: `${'a'.repeat(30)}01`,
  from: '+12345678900',
}
export const GLOBEX = {
  id: 'globex-inc',
  key: 'globex_api_key_67890',
  sid: `AC${'b'.repeat(30)}01`,
  token: `${'b'.repeat(30)}01`,
  from: '+12135550199',
}
export const PLATFORM_KEY = 'platform-admin-key-of-the-tests-0123456789'

/** The whole product on real sockets: the built server, the simulator as a process of its own, a database file. */
export interface World {
  url: string
  sim: ControlClient
  simulatorUrl: string
  /** Calls as acme-corp unless told otherwise. */
  api: Api
  dataDir: string
  databaseUrl: string
  /** The server's log so far, parsed. */
  log(): Record<string, unknown>[]
  /** What the server's clock says. */
  now(): Date
  /** Moves the server's clock, from where it is. Jobs that become due run. */
  moveClock(ms: number): void
  /** Log messages at error level that this test causes on purpose. */
  expectErrors(...messages: string[]): void
  /** Ends the server, gently or not, and starts it again on the same data. */
  restart(how?: 'stop' | 'kill'): Promise<void>
  kill(): Promise<void>
  /** The server's process as it is now. */
  pid(): number
  stop(): Promise<void>
}

export interface WorldOptions {
  env?: Record<string, string>
  /** A libSQL server's address; a file of its own when absent. */
  databaseUrl?: string
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-test-'))
  const clockFile = join(dataDir, 'clock')
  writeFileSync(clockFile, '0')
  mkdirSync(SQL_LOG_DIR, { recursive: true })
  const simulator = await startProcess(SIMULATOR_ENTRY, { SIMULATOR_PORT: String(await freePort()) }, /^ready /)
  const simulatorUrl = simulator.lines.find((line) => line.startsWith('ready '))!.slice('ready '.length)
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const databaseUrl = options.databaseUrl ?? `file:${join(dataDir, 'trunkline.db')}`
  const env = {
    APP_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: port,
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    PLATFORM_ADMIN_KEY: PLATFORM_KEY,
    TWILIO_API_BASE_URL: simulatorUrl,
    SIGN_IN_FAILURES_PER_ADDRESS: '10000', // every person of a test is behind one address
    TEST_CLOCK_FILE: clockFile,
    TEST_SQL_LOG: join(SQL_LOG_DIR, `${randomUUID()}.jsonl`),
    ...options.env,
  }
  const secrets = watchTraffic(url)
  secrets.plant([
    ...secretsOf({ ...DEVELOPMENT_SECRETS, ...env }),
    ...secretsIn(
      [ACME, GLOBEX].map(({ key, token }) => ({ api_key: key, token })),
      null,
    ),
  ])
  const start = async () => {
    const server = await startProcess(SERVER_ENTRY, env, /^Listening on /, SERVER_FLAGS)
    await fetch(`${url}/healthz`) // requests wait until it has started
    return server
  }
  const earlier: string[] = []
  let server: Running = await start()
  let offsetMs = 0
  const expected = new Set<string>()

  const world: World = {
    url,
    sim: createControlClient(simulatorUrl, connecting),
    simulatorUrl,
    api: createApi(url, ACME.key),
    dataDir,
    databaseUrl,
    log: () => [...earlier, ...server.lines].filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
    now: () => new Date(Date.now() + offsetMs),
    moveClock(ms) {
      offsetMs += ms
      writeFileSync(clockFile, String(offsetMs))
    },
    expectErrors: (...messages) => messages.forEach((message) => expected.add(message)),
    async restart(how = 'stop') {
      await server[how]()
      earlier.push(...server.lines)
      server = await start()
    },
    kill: () => server.kill(),
    pid: () => server.child.pid!,
    async stop() {
      await trafficIsRead()
      await server.stop()
      await simulator.stop()
      // Tools start worlds too, and plant nothing.
      if (process.env.VITEST) secrets.report(dataDir, [...earlier, ...server.lines])
      rmSync(dataDir, { recursive: true, force: true })
      const surprises = world
        .log()
        .filter(({ level, msg }) => (level === 'error' || level === 'fatal') && !expected.has(String(msg)))
      if (surprises.length > 0)
        throw new Error(`The server logged errors:\n${surprises.map((line) => JSON.stringify(line)).join('\n')}`)
    },
  }
  return world
}
