import { isIP } from 'node:net'
import type { App } from '../../context/app'
import { isLoopback } from '../../context/loopback'
import { AppError } from '../../errors'

export interface RelyingParty {
  id: string
  /** The only origin whose pages can make and use these passkeys. */
  origin: string
  name: string
}

/**
 * Whom passkeys are for: the name in PUBLIC_BASE_URL. An address is no name (WebAuthn level 3, section 5.1.2), so on this
 * machine it is `localhost`, and pages opened at 127.0.0.1 cannot use them.
 *
 * @returns null where the public address is not this machine's and has no name
 */
export function relyingParty({ config }: Pick<App, 'config'>): RelyingParty | null {
  const url = new URL(config.publicBaseUrl)
  if (isLoopback(url.hostname)) url.hostname = 'localhost'
  if (isIP(url.hostname.replace(/^\[|\]$/g, ''))) return null
  return { id: url.hostname, origin: url.origin, name: config.appName }
}

/** @throws AppError NOT_CONFIGURED where there can be no passkeys */
export function requireRelyingParty(app: Pick<App, 'config'>): RelyingParty {
  const party = relyingParty(app)
  if (party) return party
  throw new AppError('NOT_CONFIGURED', 'Passkeys need a host name: set PUBLIC_BASE_URL to one instead of an address')
}
