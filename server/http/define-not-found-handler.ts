import { defineEventHandler } from 'h3'
import { AppError } from '../errors'
import { respond } from './request-scope'

/** Paths and methods that no operation has: an envelope, not a page. One label, so that scanners make no metrics. */
export function defineNotFoundHandler() {
  return defineEventHandler((event) =>
    respond(event, '(unknown)', async () => {
      throw new AppError('NOT_FOUND', 'There is no such operation', {
        method: event.method,
        path: event.path.split('?')[0],
      })
    }),
  )
}
