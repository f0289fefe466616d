import type { Contract, ListOf } from '#shared/contracts/contract'
import { ERRORS, publicErrorCode } from '#shared/contracts/errors'
import type { AppError } from '../errors'

/** The two documented ways to say the same thing: `/api` after 001, `/v1` after 003. */
export type Dialect = 'api' | 'v1'

export interface Answer {
  status: number
  body: unknown
}

/** Wraps what an operation gave. */
export function successAnswer(dialect: Dialect, contract: Contract, result: unknown, now: Date): Answer {
  const status = dialect === 'v1' && contract.creates ? 201 : 200
  const rest = { message: contract.message, timestamp: now.toISOString() }
  if (!contract.collection) return { status, body: { success: true, data: result, ...rest } }

  const list = result as ListOf<unknown>
  const cursor = list.nextCursor === undefined ? {} : { next_cursor: list.nextCursor }
  if (list.totalItems === null) return { status, body: onByCursor(dialect, contract.collection, list, cursor, rest) }
  const totalPages = Math.ceil(list.totalItems / list.perPage)
  if (dialect === 'v1') {
    const pagination = {
      page: list.page,
      limit: list.perPage,
      total: list.totalItems,
      total_pages: totalPages,
      ...cursor,
    }
    return { status, body: { success: true, data: { [contract.collection]: list.items, pagination }, ...rest } }
  }
  const pagination = {
    page: list.page,
    per_page: list.perPage,
    total_items: list.totalItems,
    total_pages: totalPages,
    has_next: list.page < totalPages,
    has_prev: list.page > 1,
    ...cursor,
  }
  return { status, body: { success: true, data: list.items, pagination, ...rest } }
}

function onByCursor(
  dialect: Dialect,
  collection: string,
  list: ListOf<unknown>,
  cursor: object,
  rest: object,
): unknown {
  const size = dialect === 'v1' ? { limit: list.perPage } : { per_page: list.perPage }
  const pagination = { ...size, has_next: Boolean(list.nextCursor), ...cursor }
  const data = dialect === 'v1' ? { data: { [collection]: list.items, pagination } } : { data: list.items, pagination }
  return { success: true, ...data, ...rest }
}

/** Wraps an error that is meant for the caller. */
export function failureAnswer(dialect: Dialect, error: AppError, now: Date): Answer {
  const code = publicErrorCode(error.errorName)
  const { message, details } = error
  const timestamp = now.toISOString()
  return {
    status: ERRORS[error.errorName].status,
    body:
      dialect === 'v1'
        ? { success: false, message, error_code: code, details, timestamp }
        : { success: false, error: { code, message, details }, timestamp },
  }
}
