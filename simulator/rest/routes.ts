import { accountRoutes } from './account-routes.ts'
import { applicationRoutes } from './application-routes.ts'
import { availableNumberRoutes } from './available-number-routes.ts'
import { callRoutes } from './call-routes.ts'
import { conferenceRoutes } from './conference-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { messagingServiceRoutes } from './messaging-service-routes.ts'
import { numberRoutes } from './number-routes.ts'
import { recordingRoutes } from './recording-routes.ts'
import { RestError } from './rest-error.ts'
import type { RestRoute } from './rest-request.ts'

const routes = [
  ...[...accountRoutes, ...messageRoutes, ...callRoutes],
  ...[...numberRoutes, ...availableNumberRoutes, ...applicationRoutes, ...recordingRoutes],
  ...[...conferenceRoutes, ...messagingServiceRoutes],
].map((route) => ({ route, expression: compile(route.pattern) }))

/**
 * The route of a request.
 * @throws RestError 20404 for an address that the simulator does not serve.
 */
export function matchRoute(method: string, pathname: string): { route: RestRoute; path: Record<string, string> } {
  for (const { route, expression } of routes) {
    const match = route.method === method ? expression.exec(pathname) : null
    if (match) return { route, path: { ...match.groups } }
  }
  throw new RestError(20404, `The requested resource ${pathname} was not found`)
}

function compile(pattern: string): RegExp {
  const source = pattern.replaceAll('.', '\\.').replace(/:(\w+)/g, '(?<$1>[A-Za-z0-9]+)')
  return new RegExp(`^${pattern.startsWith('/v1/') ? '' : '/2010-04-01'}${source}$`)
}
