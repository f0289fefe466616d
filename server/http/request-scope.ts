import type { ServerResponse } from 'node:http'
import { setResponseHeaders, setResponseStatus, type H3Event } from 'h3'
import { ERRORS } from '#shared/contracts/errors'
import { useApp, type App } from '../context/app'
import { runWithLogContext, type LogContext } from '../context/log-context'
import { safeCause } from '../context/safe-cause'
import { AppError } from '../errors'
import { clientAddress } from './client-address'
import { failureAnswer, type Answer, type Dialect } from './envelope'
import { recordError } from './record-error'

export interface RequestScope {
  event: H3Event
  app: App
  dialect: Dialect
  /** The route's template, for logs and metrics. */
  endpoint: string
  log: LogContext
  ipAddress: string | null
  userAgent: string | null
}

/** An answer that is not JSON. */
export interface RawAnswer {
  status: number
  contentType: string
  raw: string | Buffer
  headers?: Record<string, string>
}

/** An answer that is written while it is made. What fails on the way breaks the connection: half an answer is none. */
export interface StreamAnswer {
  status: number
  /** Absent when nothing is written. */
  contentType?: string
  headers?: Record<string, string>
  stream: (response: ServerResponse) => Promise<void>
}

export type AnyAnswer = Answer | RawAnswer | StreamAnswer

/**
 * What every request goes through, whoever calls: its id, its log lines, its metrics, and its errors turned into the
 * envelope. `run` throws AppError for refusals; anything else is a fault of ours, and says nothing but the request id.
 */
export async function respond(
  event: H3Event,
  endpoint: string,
  run: (scope: RequestScope) => Promise<AnyAnswer>,
): Promise<string | Buffer | undefined> {
  const app = await useApp()
  const startedAt = performance.now()
  const scope: RequestScope = {
    event,
    app,
    dialect: event.path.startsWith('/v1/') ? 'v1' : 'api',
    endpoint,
    log: { requestId: app.ids.uuid() },
    ipAddress: clientAddress(event.node.req, app.config.trustProxy),
    userAgent: event.node.req.headers['user-agent']?.slice(0, 300) ?? null,
  }
  return runWithLogContext(scope.log, async () => {
    app.logger.info({ method: event.method, endpoint, user_agent: scope.userAgent }, 'api_request')
    let answer: AnyAnswer
    try {
      answer = await run(scope)
    } catch (error) {
      answer = await failed(scope, error)
    }
    const durationMs = performance.now() - startedAt
    app.logger.info(
      { method: event.method, endpoint, status: answer.status, duration_ms: Math.round(durationMs) },
      'api_response',
    )
    app.metrics.request({
      method: event.method,
      endpoint,
      status: answer.status,
      durationMs,
      tenantId: scope.log.tenantId,
    })
    return send(scope, answer)
  })
}

async function failed(scope: RequestScope, error: unknown): Promise<Answer> {
  const { app, event } = scope
  const isPublic = error instanceof AppError
  const shown = isPublic
    ? error
    : new AppError('SERVER_ERROR', undefined, { request_id: scope.log.requestId }, { cause: error })
  if (ERRORS[shown.errorName].status >= 500) await recordError(scope, shown)
  if (shown.retryAfterSeconds !== undefined) {
    event.node.res.setHeader('retry-after', String(Math.ceil(shown.retryAfterSeconds)))
  }
  return failureAnswer(scope.dialect, shown, app.clock.now())
}

async function send(scope: RequestScope, answer: AnyAnswer): Promise<string | Buffer | undefined> {
  const { event, log } = scope
  const isJson = 'body' in answer
  setResponseStatus(event, answer.status)
  const contentType = isJson ? 'application/json; charset=utf-8' : answer.contentType
  setResponseHeaders(event, {
    ...(contentType !== undefined && { 'content-type': contentType }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': log.requestId,
    ...(isJson ? {} : answer.headers),
  })
  if (isJson) return JSON.stringify(answer.body)
  if ('raw' in answer) return answer.raw
  await stream(scope, answer)
  return undefined
}

async function stream({ event, app, endpoint }: RequestScope, answer: StreamAnswer): Promise<void> {
  const { req, res } = event.node
  if (req.method === 'HEAD') return void res.end() // the event says GET: middleware/head.ts
  try {
    await answer.stream(res)
  } catch (error) {
    app.logger.error({ err: safeCause(error), endpoint }, 'answer_broken_off')
    res.destroy()
  }
}
