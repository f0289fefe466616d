import type { IncomingMessage } from 'node:http'

/**
 * The address of whoever called. Headers are believed only as far as configured: anybody can send them.
 *
 * @param trust `none`: the socket's; `fly`: Fly-Client-IP; a number: that many proxies append to X-Forwarded-For
 */
export function clientAddress(request: IncomingMessage, trust: 'none' | 'fly' | number): string | null {
  const socketAddress = request.socket.remoteAddress ?? null
  if (trust === 'none') return socketAddress
  if (trust === 'fly') return single(request.headers['fly-client-ip']) ?? socketAddress
  const hops = (single(request.headers['x-forwarded-for']) ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops.at(-trust) ?? socketAddress
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
