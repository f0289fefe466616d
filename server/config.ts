import type { FileType } from '../shared/files/file-kinds.ts'
import { createSealedBox } from './crypto/sealed-box.ts'
import {
  DEVELOPMENT_SECRETS,
  environment,
  productionProblems,
  WITHOUT_EFFECT,
  type Environment,
} from './environment.ts'
import type { FolderLocation, S3Credentials, S3Location } from './providers/storage/storage-location.ts'

export type Config = Readonly<{
  env: Environment['APP_ENV']
  appName: string
  logLevel: string
  trustProxy: 'none' | 'fly' | number
  publicBaseUrl: string
  dataDir: string
  database: { url: string; authToken?: string }
  /** Where files lie, and what opens it. */
  storage: FolderLocation | (S3Location & S3Credentials)
  files: { maxFileBytes: number; allowedTypes: FileType[]; quotaBytes: number }
  ffmpegPath: string
  secretKey: string
  apiKeySecrets: string[]
  encryptionKeys: string
  platformAdminKey: string
  jwt: { kind: 'secret'; secret: string } | { kind: 'jwks'; url: string } | null
  defaultTenant: { accountSid: string; authToken: string; fromNumber?: string } | null
  /** Added to each tenant's own. */
  allowedOrigins: string[]
  /** Who may frame the demo tenants; null where there are none. */
  hostPageOrigin: string | null
  tenantBaseDomain: string | null
  rateLimitPerMinute: number
  signInFailuresPerAddress: number
  twilioApiBaseUrl?: string
  /** Under which tenants' subaccounts are made; null: none are. */
  twilioParent: { accountSid: string; password: string } | null
  /** Several tenants may have one Twilio account. */
  sharedTwilioAccounts: boolean
  metricsToken?: string
  testClockFile?: string
  testSqlLog?: string
  /** Names of variables that were given and have no meaning here; logged once at start. */
  ignored: string[]
}>

/** Raised at start with everything that is wrong, so that one restart mends it all. */
export class ConfigError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`Configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads the environment once, whole.
 *
 * @param source usually `process.env`; empty strings count as absent
 * @throws ConfigError naming every variable that is missing or malformed
 */
export function loadConfig(source: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const env = parsed.data
  const isProduction = env.APP_ENV === 'production'
  const problems = isProduction ? productionProblems(env) : []
  if (env.APP_ENV !== 'test') {
    for (const name of ['TEST_CLOCK_FILE', 'TEST_SQL_LOG'] as const) {
      if (env[name]) problems.push(`${name}: only with APP_ENV=test`)
    }
  }
  const encryptionKeys = env.ENCRYPTION_KEYS ?? `default:${env.ENCRYPTION_KEY ?? DEVELOPMENT_SECRETS.ENCRYPTION_KEY}`
  if (!env.TWILIO_PARENT_ACCOUNT_SID !== !env.TWILIO_PARENT_AUTH_TOKEN)
    problems.push('TWILIO_PARENT_ACCOUNT_SID and TWILIO_PARENT_AUTH_TOKEN: give both or neither')
  problems.push(...encryptionKeyProblems(encryptionKeys), ...storageProblems(env))
  if (problems.length > 0) throw new ConfigError(problems)

  const isDemo = env.APP_ENV === 'demo' || env.APP_ENV === 'test'
  const secretKey = env.SECRET_KEY ?? DEVELOPMENT_SECRETS.SECRET_KEY
  const replitDomain = env.REPLIT_DOMAINS?.[0]
  return {
    env: env.APP_ENV,
    appName: env.APP_NAME,
    logLevel: env.DEBUG ? 'debug' : env.LOG_LEVEL,
    trustProxy: env.TRUST_PROXY,
    publicBaseUrl: env.PUBLIC_BASE_URL ?? (replitDomain ? `https://${replitDomain}` : `http://${env.HOST}:${env.PORT}`),
    dataDir: env.DATA_DIR,
    database: {
      url: env.DATABASE_URL ?? `file:${env.DATABASE_PATH ?? `${env.DATA_DIR}/trunkline.db`}`,
      authToken: env.DATABASE_AUTH_TOKEN,
    },
    storage: storageConfig(env),
    files: {
      maxFileBytes: env.MAX_FILE_SIZE,
      allowedTypes: env.ALLOWED_EXTENSIONS,
      quotaBytes: env.STORAGE_QUOTA_BYTES,
    },
    ffmpegPath: env.FFMPEG_PATH,
    secretKey,
    apiKeySecrets: env.API_KEY_SECRETS ?? [secretKey],
    encryptionKeys,
    platformAdminKey: env.PLATFORM_ADMIN_KEY ?? DEVELOPMENT_SECRETS.PLATFORM_ADMIN_KEY,
    jwt: jwtConfig(env, isProduction),
    defaultTenant: defaultTenant(env, isProduction),
    allowedOrigins: env.ALLOWED_ORIGINS ?? [],
    hostPageOrigin: isDemo ? `http://localhost:${env.HOST_PAGE_PORT}` : null,
    tenantBaseDomain: env.TENANT_BASE_DOMAIN ?? null,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    signInFailuresPerAddress: env.SIGN_IN_FAILURES_PER_ADDRESS,
    twilioApiBaseUrl: env.TWILIO_API_BASE_URL,
    twilioParent:
      env.TWILIO_PARENT_ACCOUNT_SID && env.TWILIO_PARENT_AUTH_TOKEN
        ? { accountSid: env.TWILIO_PARENT_ACCOUNT_SID, password: env.TWILIO_PARENT_AUTH_TOKEN }
        : null,
    sharedTwilioAccounts: env.SHARED_TWILIO_ACCOUNTS,
    metricsToken: env.METRICS_TOKEN,
    testClockFile: env.TEST_CLOCK_FILE,
    testSqlLog: env.TEST_SQL_LOG,
    ignored: WITHOUT_EFFECT.filter((name) => name in given),
  }
}

/** Keys that seal nothing are found before the database is opened. */
function encryptionKeyProblems(keys: string): string[] {
  try {
    createSealedBox(keys)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

function storageProblems(env: Environment): string[] {
  if (env.STORAGE_URL?.kind !== 's3') return []
  return (['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
    .filter((name) => !env[name])
    .map((name) => `${name}: required when STORAGE_URL is s3:`)
}

function storageConfig(env: Environment): Config['storage'] {
  const location = env.STORAGE_URL ?? { kind: 'folder', path: env.UPLOAD_PATH ?? `${env.DATA_DIR}/files` }
  if (location.kind === 'folder') return location
  return { ...location, accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! }
}

function jwtConfig(env: Environment, isProduction: boolean): Config['jwt'] {
  if (env.SUPABASE_JWT_SECRET) return { kind: 'secret', secret: env.SUPABASE_JWT_SECRET }
  const jwks = env.SUPABASE_JWKS_URL ?? (env.SUPABASE_URL && `${env.SUPABASE_URL}/auth/v1/.well-known/jwks.json`)
  if (jwks) return { kind: 'jwks', url: jwks }
  return isProduction ? null : { kind: 'secret', secret: DEVELOPMENT_SECRETS.SUPABASE_JWT_SECRET }
}

function defaultTenant(env: Environment, isProduction: boolean): Config['defaultTenant'] {
  if (isProduction || !env.DEFAULT_TWILIO_SID || !env.DEFAULT_TWILIO_TOKEN) return null
  return {
    accountSid: env.DEFAULT_TWILIO_SID,
    authToken: env.DEFAULT_TWILIO_TOKEN,
    fromNumber: env.DEFAULT_FROM_NUMBER,
  }
}
