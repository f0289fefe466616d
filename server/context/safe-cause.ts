import { DrizzleQueryError } from 'drizzle-orm'

/** Drizzle's own error prints the statement's parameters, which are people's data: log what the database said. */
export function safeCause(error: unknown): unknown {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return cause instanceof DrizzleQueryError ? (cause.cause ?? new Error('query failed')) : cause
}
