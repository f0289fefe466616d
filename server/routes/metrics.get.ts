import { getHeader } from 'h3'
import { constantTimeEqual } from '../crypto/hash-key'
import { AppError } from '../errors'
import { definePublicHandler } from '../http/define-public-handler'

/** For Prometheus. By token; in production there is no such page without one. */
export default definePublicHandler('/metrics', async (app, event) => {
  const { metricsToken, env } = app.config
  const given = /^Bearer\s+(\S+)$/i.exec(getHeader(event, 'authorization') ?? '')?.[1] ?? ''
  if (metricsToken ? !constantTimeEqual(given, metricsToken) : env === 'production') throw new AppError('NOT_FOUND')
  const { registry } = app.metrics
  return { status: 200, contentType: registry.contentType, raw: await registry.metrics() }
})
