import { timingSafeEqual } from 'node:crypto'
import type { Account } from '../model.ts'
import type { World } from '../world.ts'
import { RestError } from './rest-error.ts'

/**
 * The account that a Basic header proves: AccountSid and token, or API key and secret.
 * @throws RestError 20003 (401) for anything else, 20005 for a suspended account.
 */
export function authenticate(world: World, header: string | undefined): Account {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')
  if (!match) throw new RestError(20003)
  const text = Buffer.from(match[1]!, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)]
  const account = proven(world, user, password)
  if (!account || colon < 0) throw new RestError(20003)
  if (account.status !== 'active') throw new RestError(20005)
  return account
}

function proven(world: World, user: string, password: string): Account | undefined {
  const account = world.accounts.get(user)
  if (account) return tokensOf(account).some((token) => same(token, password)) ? account : undefined
  for (const candidate of world.accounts.values()) {
    if (candidate.apiKeys.some((key) => key.sid === user && same(key.secret, password))) return candidate
  }
  return undefined
}

const tokensOf = ({ authToken, secondaryToken }: Account) => [authToken, ...(secondaryToken ? [secondaryToken] : [])]

function same(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
