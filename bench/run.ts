/**
 * `npm run bench`: requests per second as shares of a bare route, measured in turns in one run, since the machine's own
 * speed changes by the minute. Only the shares mean something. `-- --seconds 5 --rounds 5` says how long and how often.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import twilio from 'twilio'
import { startSqld, whyNoSqld } from '../tests/support/sqld.ts'
import { freePort, startProcess, type Running } from '../tests/support/process.ts'
import { ACME, startWorld, type World } from '../tests/support/world.ts'
import { buildIfStale } from '../tools/build-if-stale.ts'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { load, type Workload } from './load.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '5' } },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const QUIET = { RATE_LIMIT_PER_MINUTE: '100000000', LOG_LEVEL: 'warn', TEST_SQL_LOG: '' }

buildIfStale((command, args) => {
  if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0) throw new Error('The build failed')
})
const bare = await startBare()
const folder = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
const sqld = whyNoSqld === null ? await startSqld(folder) : null
const worlds = {
  file: await startWorld({ env: QUIET }),
  ...(sqld && { libsql: await startWorld({ env: QUIET, databaseUrl: sqld.url }) }),
}

const workloads: Record<string, Workload> = { 'bare route': { url: `${bare.url}/bare` } }
for (const [driver, world] of Object.entries(worlds)) {
  await addMessages(world)
  workloads[`${driver}: GET /healthz`] = { url: `${world.url}/healthz` }
  workloads[`${driver}: GET /api/voice-messages (20 rows)`] = {
    url: `${world.url}/api/voice-messages`,
    headers: { 'x-api-key': ACME.key },
  }
  workloads[`${driver}: signed status callback`] = await callbacks(world)
}

const measured = new Map<string, number[]>()
for (const workload of Object.values(workloads)) await load(workload, 1) // warm up
for (let round = 0; round < rounds; round++) {
  for (const [name, workload] of Object.entries(workloads)) {
    measured.set(name, [...(measured.get(name) ?? []), await load(workload, seconds)])
  }
}

const bareMedian = median(measured.get('bare route')!)
console.table(
  Object.fromEntries(
    [...measured].map(([name, rates]) => [
      name,
      {
        'requests/s': Math.round(median(rates)),
        'share of bare': `${((100 * median(rates)) / bareMedian).toFixed(1)} %`,
        spread: `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`,
      },
    ]),
  ),
)
for (const world of Object.values(worlds)) await world.stop()
await bare.process.stop()
await sqld?.stop()
rmSync(folder, { recursive: true })

async function startBare(): Promise<{ url: string; process: Running }> {
  const port = String(await freePort())
  const entry = fileURLToPath(new URL('bare-server.ts', import.meta.url))
  return { url: `http://127.0.0.1:${port}`, process: await startProcess(entry, { PORT: port }, /^ready /) }
}

async function addMessages(world: World): Promise<void> {
  for (let at = 0; at < 20; at++) {
    await world.api('/api/voice-messages', {
      body: { name: `Message ${at}`, voice_text: 'Hello {name}, {amount}~SSML~currency' },
    })
  }
}

/** Callbacks of one call, each with a sequence number of its own, so that none is a duplicate. */
async function callbacks(world: World): Promise<Workload> {
  await world.sim.scriptNumber('+12025550142', { call: { outcome: 'no-answer' } })
  const [message] = (await world.api('/api/voice-messages')).body.data
  const { id, call_sid: sid } = (
    await world.api('/api/communication/voice/send', { body: { to: '+12025550142', voice_message_id: message.id } })
  ).body.data
  const url = `${world.url}/webhooks/twilio/${ACME.id}/voice?id=${id}`
  let sequence = 100
  return {
    url,
    method: 'POST',
    each() {
      const params = {
        AccountSid: ACME.sid,
        CallSid: sid,
        CallStatus: 'ringing',
        CallbackSource: 'call-progress-events',
        SequenceNumber: String(sequence++),
        From: ACME.from,
        To: '+12025550142',
      }
      const signature = twilio.getExpectedTwilioSignature(ACME.token, url, params)
      return {
        headers: { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(params).toString(),
      }
    },
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
