import type { H3Event } from 'h3'
import { publicErrorCode } from '#shared/contracts/errors'

/**
 * For what fails outside the wrappers: a page that cannot render, a path that no route has. Machines get the envelope,
 * people a plain sentence; nobody gets a stack.
 */
export default function handleError(error: { statusCode?: number }, event: H3Event): void {
  const { res } = event.node
  if (res.headersSent) return void res.end()
  const status = error.statusCode && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500
  const name = status === 500 ? 'SERVER_ERROR' : 'NOT_FOUND'
  const message = status === 500 ? 'Something failed on our side' : 'There is no such page'
  const wantsPage = (event.node.req.headers.accept ?? '').includes('text/html')
  res.statusCode = status
  res.setHeader('content-type', wantsPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
  const envelope = {
    success: false,
    error: { code: publicErrorCode(name), message, details: null },
    timestamp: new Date().toISOString(),
  }
  res.end(
    wantsPage
      ? `<!doctype html><html lang="en"><title>${message}</title><p>${message}.</p></html>`
      : JSON.stringify(envelope),
  )
}
