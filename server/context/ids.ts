import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** The only source of new identifiers. Injected, so that tests can make them predictable. */
export interface Ids {
  /** A UUIDv7: sorts by the time it was made (RFC 9562, section 5.7). */
  uuid(): string
  /** 128 random bits as 22 characters of base64url: for names in URLs that must not be guessed. */
  token(): string
}

export const systemIds: Ids = {
  uuid: () => v7(),
  token: () => randomBytes(16).toString('base64url'),
}
