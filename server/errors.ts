import { ERRORS, type ErrorName } from '#shared/contracts/errors'

/**
 * An error that is meant for the caller. `message` and `details` are public; `cause` is for the log only.
 */
export class AppError extends Error {
  constructor(
    readonly errorName: ErrorName,
    message: string = ERRORS[errorName].message,
    readonly details: Record<string, unknown> | null = null,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  readonly retryAfterSeconds?: number
}

/** A value of one field that does not fit, in the shape of all validation errors. */
export function invalid(field: string, issue: string, more: Record<string, unknown> = {}): AppError {
  return new AppError('VALIDATION_ERROR', `${field}: ${issue}`, { field, issue, ...more })
}

/** The one answer for a row that is not there and for a row that is somebody else's. */
export function notFound(): AppError {
  return new AppError('NOT_FOUND')
}
