import type { Contract } from '#shared/contracts/contract'
import type { Principal } from '../context/principal'
import type { TenantContext } from '../context/tenant-context'
import { principalOfSession } from '../domain/sessions/principals'
import { AppError } from '../errors'
import { authenticate, type Caller } from './authenticate'
import { authorise } from './enter-tenant'
import type { RequestScope } from './request-scope'

/**
 * Whoever came in earlier and is still here, as they would be let in now: the key or the session may have ended since,
 * or may do less. A session is asked for by its id, because the ticket that it came with is used up, and is not
 * prolonged by it.
 *
 * @returns null for somebody who would not be let in
 */
export async function enterAgain(
  scope: RequestScope,
  contract: Contract,
  { session }: TenantContext,
): Promise<Principal | null> {
  try {
    const caller = session ? await readAgain(scope, session.row.id) : await authenticate(scope.event, scope.app)
    if (!caller?.tenant.isActive) return null
    authorise(contract, caller)
    return caller.principal
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

async function readAgain({ app }: RequestScope, sessionId: string): Promise<Caller | null> {
  const found = await app.system.findSessionById(sessionId, app.clock.now().toISOString())
  if (!found) return null
  const session = { row: found.session, user: found.user, key: found.key }
  return { principal: principalOfSession(session), tenant: found.tenant, settings: found.settings, session }
}
