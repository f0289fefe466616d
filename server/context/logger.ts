import pino, { type Logger } from 'pino'
import { currentLogContext } from './log-context'

/** Fields that hold secrets or people's data, wherever they turn up. */
const REDACTED = [
  'authorization',
  'api_key',
  'apiKey',
  'auth_token',
  'authToken',
  'password',
  'token',
  'to',
  'from',
  'phone_number',
  'body',
  'message_content',
]

/** JSON lines. Messages are constant strings; request, tenant and actor come from the context by themselves. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    mixin() {
      const context = currentLogContext()
      return context ? { request_id: context.requestId, tenant_id: context.tenantId, actor: context.actor } : {}
    },
  })
}
