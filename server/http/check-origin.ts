import { getHeader, type H3Event } from 'h3'
import type { App } from '../context/app'
import { AppError } from '../errors'

/**
 * Lets only our own pages make a change by cookie: another site's page can send one too (OWASP, cross-site request
 * forgery, fetch metadata). A browser says where a request comes from in `Sec-Fetch-Site`, or, over plain HTTP to
 * another machine, in `Origin` alone.
 *
 * @throws AppError ORIGIN_NOT_ALLOWED
 */
export function refuseForeignOrigin(event: H3Event, app: App): void {
  const site = getHeader(event, 'sec-fetch-site')
  const isOurs = site === undefined ? isOwnOrigin(event, app, getHeader(event, 'origin')) : site === 'same-origin'
  if (!isOurs) throw new AppError('ORIGIN_NOT_ALLOWED')
}

/** Whether an origin, or an address, is this server's: by the host that was asked for, or by the public one. */
export function isOwnOrigin(event: H3Event, app: App, address: string | undefined): boolean {
  if (!address || !URL.canParse(address)) return false
  const { host } = new URL(address)
  return host !== '' && (host === getHeader(event, 'host') || host === new URL(app.config.publicBaseUrl).host)
}
