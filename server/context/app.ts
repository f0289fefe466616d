import type { Logger } from 'pino'
import type { Config } from '../config'
import type { SealedBox } from '../crypto/sealed-box'
import type { Database } from '../db/client'
import type { SystemDb } from '../db/system-db'
import type { AddressGuard } from '../domain/sessions/address-guard'
import type { SignInGuard } from '../domain/sessions/sign-in-guard'
import type { LiveFeeds } from '../domain/live/live-feeds'
import type { TwilioClients } from '../domain/tenants/twilio-clients'
import type { PasswordQueue } from '../domain/users/password-queue'
import type { JobRunner } from '../jobs/runner'
import type { KeyUse } from '../http/key-use'
import type { Metrics } from '../http/metrics'
import type { RateLimiter } from '../http/rate-limit'
import type { RefusedDeliveries } from '../http/refused-deliveries'
import type { SessionUse } from '../http/session-use'
import type { Transcoder } from '../providers/audio/transcode'
import type { Spool } from '../providers/spool'
import type { Storage } from '../providers/storage/storage'
import type { TelephonyFactory } from '../providers/telephony'
import type { Clock } from './clock'
import type { Ids } from './ids'

/** Everything that is made once, at start, in `server/plugins/00.app.ts`. */
export interface App {
  config: Config
  logger: Logger
  clock: Clock
  ids: Ids
  db: Database
  system: SystemDb
  sealedBox: SealedBox
  /** The SDK's client of a tenant's account, for what `telephony` does not do. */
  clientFor: TwilioClients['clientFor']
  clientOf: TwilioClients['clientOf']
  telephony: TelephonyFactory
  storage: Storage
  spool: Spool
  transcoder: Transcoder
  metrics: Metrics
  rateLimiter: RateLimiter
  refused: RefusedDeliveries
  keyUse: KeyUse
  sessionUse: SessionUse
  signInGuard: SignInGuard
  addressGuard: AddressGuard
  passwordQueue: PasswordQueue
  jobs: JobRunner
  live: LiveFeeds
  /** Names this process among those that share the database: `host/pid/random`. */
  instanceId: string
}

let resolveApp: (app: App) => void
let rejectApp: (error: unknown) => void
const booted = new Promise<App>((resolve, reject) => {
  resolveApp = resolve
  rejectApp = reject
})
booted.catch(() => undefined) // the composition root reports it; here nobody may be listening yet

/** Called once by the composition root. */
export const appBoot = {
  succeeded: (app: App) => resolveApp(app),
  failed: (error: unknown) => rejectApp(error),
}

/** The application, once it has started: requests that come earlier wait here. */
export const useApp = (): Promise<App> => booted
