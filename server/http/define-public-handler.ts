import { defineEventHandler, type H3Event } from 'h3'
import type { App } from '../context/app'
import { respond, type AnyAnswer } from './request-scope'

/** Something that anybody may ask and that belongs to no tenant: health, metrics, the API's own description. */
export function definePublicHandler(endpoint: string, run: (app: App, event: H3Event) => Promise<AnyAnswer>) {
  return defineEventHandler((event) => respond(event, endpoint, (scope) => run(scope.app, event)))
}
