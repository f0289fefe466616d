import { defineEventHandler, getHeader } from 'h3'
import { respond } from '../http/request-scope'

/** `GET /` is a page for people; a program that asks is told what this is and where to read on. */
export default defineEventHandler((event) => {
  if (event.path.split('?')[0] !== '/' || event.method !== 'GET') return undefined
  if ((getHeader(event, 'accept') ?? '').includes('text/html')) return undefined
  return respond(event, '/', async ({ app }) => ({
    status: 200,
    body: {
      success: true,
      data: {
        name: app.config.appName,
        api: '/api',
        dialects: ['/api', '/v1'],
        openapi: '/openapi.json',
        health: '/health',
      },
      message: `${app.config.appName} is running`,
      timestamp: app.clock.now().toISOString(),
    },
  }))
})
