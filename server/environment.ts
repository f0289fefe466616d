import { z } from 'zod'
import { FILE_TYPES } from '../shared/files/file-kinds.ts'
import { isLoopback } from './context/loopback.ts'
import { readStorageUrl } from './providers/storage/storage-location.ts'

const bool = z.stringbool({ truthy: ['1', 'true', 'yes', 'on'], falsy: ['0', 'false', 'no', 'off', ''] })
const secret = z.string().min(32, 'must have at least 32 characters')
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin)
const vendorUrl = z.url().refine((text) => text.startsWith('https://') || isLoopback(new URL(text).hostname), {
  message: 'must be https, or a loopback address',
})

const storageUrl = z.string().transform((text, context) => {
  try {
    return readStorageUrl(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
    return z.NEVER
  }
})
const bytes = z.coerce.number().int().min(1)

/** Every variable the server reads, once. `.env.example` is generated from these descriptions. */
export const environment = z.object({
  APP_ENV: z
    .enum(['production', 'development', 'test', 'demo'])
    .default('production')
    .describe('What this process is for; demo and test seed the demo tenants'),
  APP_NAME: z.string().default('Trunkline').describe('The name people see'),
  DEBUG: bool.default(false).describe('Log at debug level'),
  TRUST_PROXY: z
    .union([z.enum(['none', 'fly']), z.coerce.number().int().min(1).max(10)])
    .default('none')
    .describe("Who says the client's address: none, fly, or a number of proxies in front"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PUBLIC_BASE_URL: origin
    .optional()
    .describe('What Twilio calls and signs, and whose host name passkeys belong to; required in production'),
  REPLIT_DOMAINS: list.optional().describe('The first one stands in for PUBLIC_BASE_URL'),
  DATA_DIR: z.string().default('.data').describe('Database, files and backups lie below it'),
  DATABASE_URL: z.string().optional().describe('file:…, or libsql://… for a server'),
  DATABASE_PATH: z.string().optional().describe('Alias of DATABASE_URL: the path of a file'),
  DATABASE_AUTH_TOKEN: z.string().optional().describe('Token for a libSQL server'),
  STORAGE_URL: storageUrl
    .optional()
    .describe(
      'Where files lie: file:PATH, or s3://bucket/prefix?endpoint=https://…&region=…&path_style=true; DATA_DIR/files when absent',
    ),
  UPLOAD_PATH: z.string().optional().describe('Alias of STORAGE_URL: the path of a folder'),
  AWS_ACCESS_KEY_ID: z.string().optional().describe('Who asks the S3 storage; required with s3:'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('Signs what the S3 storage is asked; required with s3:'),
  MAX_FILE_SIZE: bytes.default(10_485_760).describe('Bytes that one uploaded file may have'),
  ALLOWED_EXTENSIONS: list
    .pipe(z.array(z.enum(FILE_TYPES)).min(1))
    .default(['mp3', 'wav', 'm4a', 'xml'])
    .describe(`What may be uploaded, comma separated: some of ${FILE_TYPES.join(', ')}`),
  STORAGE_QUOTA_BYTES: bytes.default(524_288_000).describe('Bytes that the files of one tenant may take together'),
  FFMPEG_PATH: z.string().default('ffmpeg').describe('Makes m4a playable in calls, where it is'),
  SECRET_KEY: secret.optional().describe('Signs tokens; required in production'),
  API_KEY_SECRETS: list
    .pipe(z.array(secret).min(1))
    .optional()
    .describe('First hashes API keys, all verify; SECRET_KEY when absent'),
  ENCRYPTION_KEYS: z.string().optional().describe('id:base64 pairs, comma separated; first seals, all open'),
  ENCRYPTION_KEY: z.string().optional().describe('One key of 32 bytes, base64; required in production'),
  PLATFORM_ADMIN_KEY: secret.optional().describe('Bearer key of the platform API; required in production'),
  SUPABASE_JWT_SECRET: z.string().min(32).optional().describe('Switches HS256 JWT callers on'),
  SUPABASE_JWKS_URL: vendorUrl.optional().describe('Switches asymmetric JWT callers on'),
  SUPABASE_URL: vendorUrl.optional().describe('Gives the JWKS address when neither of the two is set'),
  DEFAULT_TWILIO_SID: z.string().optional().describe('Seeds one tenant outside production'),
  DEFAULT_TWILIO_TOKEN: z.string().optional().describe('Seeds one tenant outside production'),
  DEFAULT_FROM_NUMBER: z.string().optional().describe('Seeds one tenant outside production'),
  ALLOWED_ORIGINS: list
    .pipe(z.array(origin))
    .optional()
    .describe("Origins whose pages may frame every tenant's, comma separated; added to each tenant's own"),
  HOST_PAGE_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(4020)
    .describe('APP_ENV=demo and test only: port of the page that may frame the demo tenants'),
  TENANT_BASE_DOMAIN: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a domain, like example.com')
    .optional()
    .describe('With example.com, acme.example.com fills in the tenant acme at sign-in'),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(1000)
    .describe('Requests per tenant and minute; as many again for what people who are signed in read'),
  SIGN_IN_FAILURES_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('Failed sign-ins of one address in 5 minutes, before it has to wait'),
  TWILIO_PARENT_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-zA-Z]{32}$/, 'must be a Twilio account SID')
    .optional()
    .describe("The account under which create_subaccount makes a tenant's own; goes with its token"),
  TWILIO_PARENT_AUTH_TOKEN: z.string().min(20).optional().describe('The token of that account'),
  SHARED_TWILIO_ACCOUNTS: bool
    .default(false)
    .describe('Lets several tenants have one Twilio account; what comes in is told apart by the number'),
  TWILIO_API_BASE_URL: vendorUrl.optional().describe('Replaces the host of every Twilio REST call'),
  METRICS_TOKEN: z.string().min(16).optional().describe('Bearer token of /metrics; without it 404 in production'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('pino level'),
  TEST_CLOCK_FILE: z.string().optional().describe('APP_ENV=test only: a file with milliseconds to shift the clock by'),
  TEST_SQL_LOG: z.string().optional().describe('APP_ENV=test only: a file that gets every statement'),
})

export type Environment = z.infer<typeof environment>

/** Variables of deployments that people come from, or that mean nothing yet: named in the log, so that nobody wonders. */
export const WITHOUT_EFFECT = [
  'SUPABASE_SERVICE_KEY',
  'WORKERS',
  'REDIS_URL',
  'BACKUP_URL',
  'DATABASE_BACKUP_PATH',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]

/** Values that make a demo or a test run without any set-up. Production refuses to start on them. */
export const DEVELOPMENT_SECRETS = {
  SECRET_KEY: 'development-secret-key-not-for-production',
  ENCRYPTION_KEY: Buffer.from('development-encryption-key-32byt').toString('base64'),
  PLATFORM_ADMIN_KEY: 'development-platform-admin-key-0123456789',
  SUPABASE_JWT_SECRET: 'demo-supabase-jwt-secret-0123456789abcdef',
}

/** What a production must not be without, or must not be started with. */
export function productionProblems(env: Environment): string[] {
  const problems: string[] = []
  for (const name of ['SECRET_KEY', 'PLATFORM_ADMIN_KEY'] as const) {
    if (!env[name]) problems.push(`${name}: required in production`)
    else if (env[name] === DEVELOPMENT_SECRETS[name]) problems.push(`${name}: the development value is public`)
  }
  if (!env.ENCRYPTION_KEY && !env.ENCRYPTION_KEYS)
    problems.push('ENCRYPTION_KEY or ENCRYPTION_KEYS: required in production')
  else if (`${env.ENCRYPTION_KEY},${env.ENCRYPTION_KEYS}`.includes(DEVELOPMENT_SECRETS.ENCRYPTION_KEY)) {
    problems.push('ENCRYPTION_KEY: the development value is public')
  }
  if (env.SUPABASE_JWT_SECRET === DEVELOPMENT_SECRETS.SUPABASE_JWT_SECRET) {
    problems.push('SUPABASE_JWT_SECRET: the demo value is public')
  }
  if (!env.PUBLIC_BASE_URL && !env.REPLIT_DOMAINS?.[0]) problems.push('PUBLIC_BASE_URL: required in production')
  else if (env.PUBLIC_BASE_URL?.startsWith('http://') && !isLoopback(new URL(env.PUBLIC_BASE_URL).hostname)) {
    problems.push('PUBLIC_BASE_URL: must be https in production')
  }
  return problems
}
