import type { Contract } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { principalOfSession } from '../domain/sessions/principals'
import { AppError } from '../errors'
import { authenticate, type Caller } from './authenticate'
import { authorise } from './enter-tenant'
import type { RequestScope } from './request-scope'

/**
 * Whether somebody who came in earlier, and is still here, would be let in again: the key or the session may have ended
 * since. A session is asked for by its id, because the ticket that it came with is used up, and is not prolonged by it.
 */
export async function mayStay(scope: RequestScope, contract: Contract, { session }: TenantContext): Promise<boolean> {
  try {
    const caller = session ? await readAgain(scope, session.row.id) : await authenticate(scope.event, scope.app)
    if (!caller) return false
    authorise(contract, caller)
    return caller.tenant.isActive
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

async function readAgain({ app }: RequestScope, sessionId: string): Promise<Caller | null> {
  const found = await app.system.findSessionById(sessionId, app.clock.now().toISOString())
  if (!found) return null
  const session = { row: found.session, user: found.user, key: found.key }
  return { principal: principalOfSession(session), tenant: found.tenant, settings: found.settings, session }
}
