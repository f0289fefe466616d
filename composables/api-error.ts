interface Body {
  error?: { code?: string; message?: string; details?: unknown }
}

/** A refusal as the API words it. `status` 0: the server could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: unknown = null,
    readonly requestId: string | null = null,
    /** Seconds to wait before another try, where the server said so. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message)
    this.name = 'ApiError'
  }

  /** What is wrong with each field, of a VALIDATION_ERROR: dotted paths of the body. */
  get fields(): Record<string, string> {
    const { issues, field, issue } = (this.details ?? {}) as Details
    const all = issues ?? (field && issue ? [{ field, issue }] : [])
    return Object.fromEntries(all.map((one) => [one.field, one.issue]))
  }
}

interface Details {
  field?: string
  issue?: string
  issues?: { field: string; issue: string }[]
}

/** Whatever a fetch threw, as an ApiError. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (!isFetchError(error)) throw error
  if (!error.response) return new ApiError(0, 'UNREACHABLE', 'The server cannot be reached')
  const { status, headers } = error.response
  return refusalOf(status, error.data, (name) => headers.get(name), error.message)
}

/**
 * An answer that refuses, as an ApiError.
 *
 * @param body as it was parsed; anything, where something else than the API answered
 * @param words said where the body has none
 */
export function refusalOf(
  status: number,
  body: unknown,
  header: (name: string) => string | null,
  words = `The server answered ${status}`,
): ApiError {
  const { error } = (body ?? {}) as Body
  const retryAfter = Number(header('retry-after'))
  return new ApiError(
    status,
    error?.code ?? 'SERVER_ERROR',
    error?.message ?? words,
    error?.details ?? null,
    header('x-request-id'),
    retryAfter > 0 ? retryAfter : null,
  )
}

interface FetchFailure extends Error {
  response?: { status: number; headers: Headers }
  data?: unknown
}

const isFetchError = (error: unknown): error is FetchFailure => error instanceof Error && error.name === 'FetchError'
