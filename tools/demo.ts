/**
 * `npm run demo`: the whole product on this machine, with two tenants and a telephone network of its own. Builds when
 * needed; `-- --fresh` begins with empty data. Ctrl-C or SIGTERM stops everything.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from './build-if-stale.ts'
import { pointDemoNumbers } from './demo-numbers.ts'
import { SERVER_FLAGS } from './server-flags.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dataDir = `${root}.data/demo`
const port = process.env.PORT ?? '3000'
const simulatorPort = process.env.SIMULATOR_PORT ?? '4010'
const hostPagePort = process.env.HOST_PAGE_PORT ?? '4020'
const applicationUrl = `http://127.0.0.1:${port}`
const simulatorUrl = `http://127.0.0.1:${simulatorPort}`
// By another name than the application's, so that browsers take the two for different sites.
const hostPageUrl = `http://localhost:${hostPagePort}`
const children: ChildProcess[] = []
let stopping = false

process.on('SIGINT', () => void stop(0))
process.on('SIGTERM', () => void stop(0))

if (process.argv.includes('--fresh')) rmSync(dataDir, { recursive: true, force: true })
mkdirSync(dataDir, { recursive: true })
buildIfStale((command, args) => {
  console.log('Building, once: about half a minute …')
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`The build failed:\n${stdout}\n${stderr}`)
})
await start('simulator', 'simulator/main.ts', { SIMULATOR_PORT: simulatorPort }, /^ready /)
await start(
  'application',
  'tools/start.ts',
  {
    APP_ENV: 'demo',
    HOST: '127.0.0.1',
    PORT: port,
    PUBLIC_BASE_URL: applicationUrl,
    DATA_DIR: dataDir,
    TWILIO_API_BASE_URL: simulatorUrl,
    // Data of an earlier run may allow a page on another port.
    ALLOWED_ORIGINS: [hostPageUrl, process.env.ALLOWED_ORIGINS].filter(Boolean).join(),
  },
  /"msg":"started"/,
)
const hostPage = { HOST_PAGE_PORT: hostPagePort, PUBLIC_BASE_URL: applicationUrl }
await start('host page', 'tools/host-page.ts', hostPage, /^ready /)
await pointDemoNumbers(simulatorUrl, applicationUrl)
console.log(`ready ${applicationUrl}
ready ${simulatorUrl}
ready ${hostPageUrl}

Sign in at ${applicationUrl} as acme-corp, admin, demo-password
Or see the same pages inside another application's window: ${hostPageUrl}

Send an SMS, then look at ${simulatorUrl}/handset/+12025550123
  curl -s ${applicationUrl}/api/communication/sms/send -H 'X-API-Key: acme_api_key_12345' \\
    -H 'Content-Type: application/json' \\
    -d '{"to": "+12025550123", "message": "Hello {name}", "variables": {"name": "Ann"}}'

Place a call; open the handset first and it rings there, otherwise it is answered by itself
  curl -s ${applicationUrl}/api/communication/voice/send -H 'X-API-Key: acme_api_key_12345' \\
    -H 'Content-Type: application/json' \\
    -d '{"to": "+12025550123", "voice_message_id": 2, "variables": {"customer_name": "Ann", "appointment_date": "Monday", "appointment_time": "10:30"}}'

Read what became of both
  curl -s ${applicationUrl}/api/communication/history -H 'X-API-Key: acme_api_key_12345'

Logs: .data/demo/application.log, .data/demo/simulator.log, .data/demo/host-page.log. Ctrl-C stops everything.`)

/** Starts a part in a process of its own, its output into a file, and resolves when a line says that it is ready. */
async function start(name: string, entry: string, env: Record<string, string>, ready: RegExp): Promise<void> {
  const child = spawn(process.execPath, [...SERVER_FLAGS, entry], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const log = createWriteStream(`${dataDir}/${name.replace(' ', '-')}.log`)
  const lastLines: string[] = []
  await new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        log.write(`${line}\n`)
        lastLines.push(line)
        if (lastLines.length > 20) lastLines.shift()
        if (ready.test(line)) resolve()
      })
    }
    child.on('exit', (code) => {
      if (stopping) return
      console.error(`The ${name} ended with ${code}:\n${lastLines.join('\n')}`)
      void stop(1)
    })
  })
}

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await Promise.all(
    children
      .filter((child) => child.exitCode === null && child.signalCode === null)
      .map((child) => {
        const exited = once(child, 'exit')
        child.kill('SIGTERM')
        return exited
      }),
  )
  process.exit(code)
}
