import { DrizzleQueryError } from 'drizzle-orm'

/** What a log may say of an error. */
export interface LoggedError {
  type: string
  code?: string | number
  message: string
  stack?: string
}

/**
 * The root of a failure, cut down to what is safe to log. Errors carry more than they should: Drizzle's the parameters
 * of the statement, which are people's data; an HTTP client's the whole request, credentials included. So this names
 * what passes, not what is taken out.
 */
export function safeCause(error: unknown): LoggedError {
  let cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof DrizzleQueryError) cause = cause.cause ?? new Error('query failed')
  if (!(cause instanceof Error)) return { type: typeof cause, message: 'not an error' }
  const { code } = cause as { code?: unknown }
  return {
    type: cause.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: withoutCredentials(cause.message),
    ...(cause.stack !== undefined && { stack: withoutCredentials(cause.stack) }),
  }
}

/** Messages like to quote the address that failed, and addresses may hold a key, a token or a ticket. */
function withoutCredentials(text: string): string {
  return text.replace(/\b(apiKey|embed|ticket|token)=[^&\s"'`)]+/g, '$1=[redacted]')
}
