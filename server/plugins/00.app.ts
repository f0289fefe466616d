import { hostname } from 'node:os'
import { join } from 'node:path'
import { appendFileSync } from 'node:fs'
import { defineNitroPlugin, useStorage } from 'nitropack/runtime'
import { appBoot, useApp, type App } from '../context/app'
import { fileClock, systemClock } from '../context/clock'
import { systemIds } from '../context/ids'
import { createLogger } from '../context/logger'
import { safeCause } from '../context/safe-cause'
import { ConfigError, loadConfig, type Config } from '../config'
import { createSealedBox } from '../crypto/sealed-box'
import { openDatabase } from '../db/client'
import { migrate, type Migration } from '../db/migrate'
import { createSystemDb } from '../db/system-db'
import { createLiveFeeds } from '../domain/live/live-feeds'
import { createTelephonyFactory } from '../domain/tenants/telephony-factory'
import { createTwilioClients } from '../domain/tenants/twilio-clients'
import { createAddressGuard } from '../domain/sessions/address-guard'
import { createSignInGuard } from '../domain/sessions/sign-in-guard'
import { seedDefaultTenant } from '../domain/tenants/seed-default'
import { findDemoKeys, seedDemoTenants } from '../domain/tenants/seed-demo'
import { createPasswordQueue } from '../domain/users/password-queue'
import { createKeyUse } from '../http/key-use'
import { createMetrics } from '../http/metrics'
import { createRateLimiter } from '../http/rate-limit'
import { createRefusedDeliveries } from '../http/refused-deliveries'
import { createSessionUse } from '../http/session-use'
import { expireRecordingsJob } from '../jobs/expire-recordings'
import { followCommunicationJob } from '../jobs/follow-communication'
import { prepareFileJob } from '../jobs/prepare-file'
import { purgeExpiredJob } from '../jobs/purge-expired'
import { removeRecordingJob } from '../jobs/remove-recording'
import { replayDeliveryJob } from '../jobs/replay-delivery'
import { resealAtStart } from '../jobs/reseal-at-start'
import { resealSecretsJob } from '../jobs/reseal-secrets'
import { createJobRunner } from '../jobs/runner'
import { scheduleHourly, scheduleStart } from '../jobs/schedule'
import { sendAutomaticTextJob } from '../jobs/send-automatic-text'
import { sweepStorageJob } from '../jobs/sweep-storage'
import { watchTransferJob } from '../jobs/watch-transfer'
import { verifyTelephonyJob } from '../jobs/verify-telephony'
import { createTranscoder } from '../providers/audio/transcode'
import { openSpool } from '../providers/spool'
import { openStorage } from '../providers/storage/open-storage'

/** How often sums kept in memory are written. */
const FLUSH_MS = 10_000
const HOUR_MS = 60 * 60 * 1000
/** How long running jobs are waited for at a stop; the platform that stops us usually gives 30 seconds. */
const STOP_PATIENCE_MS = 20_000

/** The composition root: the only place where things are constructed. */
export default defineNitroPlugin((nitro) => {
  // Plugins are not awaited: requests wait for the boot here.
  nitro.hooks.hook('request', async () => {
    await useApp()
  })
  let stop: (() => Promise<void>) | undefined
  let endStreams: (() => void) | undefined
  nitro.hooks.hook('close', () => stop?.())
  // Before that, the server waits until every connection has ended: those that would go on for ever end now.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => endStreams?.())
  boot().then(
    (started) => {
      stop = started.stop
      endStreams = started.app.live.stop
      appBoot.succeeded(started.app)
    },
    (error: unknown) => {
      appBoot.failed(error)
      const logger = createLogger('info')
      if (error instanceof ConfigError) logger.fatal({ problems: error.problems }, 'configuration_not_usable')
      else logger.fatal({ err: safeCause(error), reason: String(error) }, 'start_failed')
      process.exit(1)
    },
  )
})

async function boot(): Promise<{ app: App; stop: () => Promise<void> }> {
  const config = loadConfig({ APP_ENV: import.meta.dev ? 'development' : 'production', ...process.env })
  const logger = createLogger(config.logLevel)
  for (const name of config.ignored) logger.info({ name }, 'variable_ignored')
  const clock = config.testClockFile ? fileClock(config.testClockFile) : systemClock
  const { testSqlLog } = config
  const log = testSqlLog
    ? (statement: string) => appendFileSync(testSqlLog, `${JSON.stringify(statement)}\n`)
    : undefined
  const db = await openDatabase(config.database.url, { authToken: config.database.authToken, log })
  await migrate(db, await bundledMigrations())

  const metrics = createMetrics(db, clock)
  const refused = createRefusedDeliveries(db, clock)
  const keyUse = createKeyUse(db, clock)
  const sessionUse = createSessionUse(db, clock)
  const jobs = createJobRunner([
    expireRecordingsJob,
    followCommunicationJob,
    prepareFileJob,
    purgeExpiredJob,
    removeRecordingJob,
    replayDeliveryJob,
    resealSecretsJob,
    sendAutomaticTextJob,
    sweepStorageJob,
    watchTransferJob,
    verifyTelephonyJob,
  ])
  const twilioClients = createTwilioClients(config.twilioApiBaseUrl)
  const app: App = {
    config,
    logger,
    clock,
    ids: systemIds,
    db,
    system: createSystemDb(db),
    sealedBox: createSealedBox(config.encryptionKeys),
    ...twilioClients,
    telephony: createTelephonyFactory(twilioClients.clientFor),
    storage: openStorage(config.storage),
    spool: await openSpool(join(config.dataDir, 'spool')),
    transcoder: createTranscoder(config.ffmpegPath),
    metrics,
    rateLimiter: createRateLimiter(config.rateLimitPerMinute),
    refused,
    keyUse,
    sessionUse,
    signInGuard: createSignInGuard(clock),
    addressGuard: createAddressGuard(config.signInFailuresPerAddress),
    passwordQueue: createPasswordQueue(),
    jobs,
    live: createLiveFeeds(db.news, logger),
    instanceId: `${hostname()}/${process.pid}/${systemIds.token()}`,
  }
  await prepareTenants(app, config)
  await scheduleHourly(app)
  await scheduleStart(app)
  jobs.start(app)
  const resealing = resealAtStart(app).catch((error: unknown) => {
    logger.error({ err: safeCause(error) }, 'secrets_not_resealed')
  })
  const flush = () => Promise.all([metrics.flush(), refused.flush(), keyUse.flush(), sessionUse.flush()])
  const timers = [
    every(FLUSH_MS, flush, (error) => logger.error({ err: safeCause(error) }, 'sums_not_written')),
    every(
      HOUR_MS,
      () => scheduleHourly(app),
      (error) => logger.error({ err: safeCause(error) }, 'work_not_scheduled'),
    ),
  ]
  logger.info({ env: config.env, database: db.kind, public_base_url: config.publicBaseUrl }, 'started')

  return {
    app,
    async stop() {
      timers.forEach(clearInterval)
      await jobs.stop(STOP_PATIENCE_MS)
      await resealing
      await flush()
      await db.close()
      logger.info('stopped')
    },
  }
}

function every(ms: number, run: () => Promise<unknown>, failed: (error: unknown) => void): NodeJS.Timeout {
  return setInterval(() => void run().catch(failed), ms)
}

async function prepareTenants(app: App, config: Config): Promise<void> {
  if (config.env === 'demo' || config.env === 'test') await seedDemoTenants(app)
  if (config.defaultTenant) await seedDefaultTenant(app, config.defaultTenant)
  const open = config.env === 'production' ? await findDemoKeys(app) : []
  if (open.length > 0) throw new ConfigError([`DATABASE_URL: demo keys, which are public, open ${open.join(', ')}`])
}

async function bundledMigrations(): Promise<Migration[]> {
  const assets = useStorage('assets:migrations')
  const names = (await assets.getKeys()).filter((key) => key.endsWith('.sql'))
  return Promise.all(names.map(async (name) => ({ name, sql: String(await assets.getItem(name)) })))
}
