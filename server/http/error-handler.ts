import type { H3Event } from 'h3'
import { useApp } from '../context/app'
import { safeCause } from '../context/safe-cause'
import { AppError } from '../errors'
import { failureAnswer } from './envelope'
import { allowedAncestors } from './page-policy'
import { PLAIN_PAGE_STYLE_SOURCE, plainPage } from './plain-page'

/**
 * For what fails outside the wrappers: a page that cannot render, a path that no route has. Machines get the envelope,
 * people a plain sentence; nobody gets a stack.
 */
export default async function handleError(error: Error & { statusCode?: number }, event: H3Event): Promise<void> {
  const { res } = event.node
  if (res.headersSent) return void res.end()
  const app = await useApp()
  const requestId = app.ids.uuid()
  const isOurs = !error.statusCode || error.statusCode >= 500
  if (isOurs) app.logger.error({ err: safeCause(error), request_id: requestId }, 'page_failed')
  const shown = isOurs
    ? new AppError('SERVER_ERROR', undefined, { request_id: requestId })
    : new AppError('NOT_FOUND', 'There is no such page')
  const answer = failureAnswer(event.path.startsWith('/v1') ? 'v1' : 'api', shown, app.clock.now())
  const wantsPage = (event.node.req.headers.accept ?? '').includes('text/html')
  res.statusCode = answer.status
  res.setHeader('x-request-id', requestId)
  res.setHeader('cache-control', 'no-store')
  const ancestors = allowedAncestors(event).join(' ')
  const policy = `default-src 'none'; style-src ${PLAIN_PAGE_STYLE_SOURCE}; base-uri 'none'; frame-ancestors ${ancestors}`
  res.setHeader('content-security-policy', policy)
  res.setHeader('content-type', wantsPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
  res.end(wantsPage ? plainPage(shown.message) : JSON.stringify(answer.body))
}
