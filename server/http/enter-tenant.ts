import type { Contract } from '#shared/contracts/contract'
import type { CallerSession, TenantContext } from '../context/tenant-context'
import { TenantDb } from '../db/tenant-db'
import { AppError } from '../errors'
import { authenticate, type Caller } from './authenticate'
import { parseInput, type ParsedInput } from './parse-input'
import type { RequestScope } from './request-scope'

/**
 * What every operation of a tenant's caller begins with: authenticate, limit, authorise, parse, open the tenant's
 * database.
 *
 * @throws AppError of any of these
 */
export async function enterTenant(
  scope: RequestScope,
  contract: Contract,
): Promise<{ ctx: TenantContext; input: ParsedInput }> {
  const { event, app } = scope
  const caller = await authenticate(event, app)
  scope.log.tenantId = caller.tenant.id
  scope.log.actor = caller.principal.actorId
  await app.rateLimiter.consume(budgetOf(caller, event.method), (headers) => {
    for (const [name, value] of Object.entries(headers)) event.node.res.setHeader(name, value)
  })
  authorise(contract, caller)
  const input = await parseInput(event, contract, scope.dialect)
  return { ctx: openContext(scope, caller), input }
}

/** Pages that are open ask now and again: they must not use up what the tenant's programs send with. */
const budgetOf = ({ tenant, session }: Caller, method: string): string =>
  session && method === 'GET' ? `${tenant.id}/pages` : tenant.id

/** @throws AppError PERMISSION_DENIED */
export function authorise(contract: Contract, { principal, session }: Caller): void {
  const { access } = contract
  if (session && !contract.path.startsWith('/api/auth/')) refuseUnfinished(session)
  if (typeof access === 'string') throw new Error(`${contract.id} is not an operation of tenants`)
  if (access.tenant !== 'any' && !principal.permissions.has(access.tenant)) {
    throw new AppError('PERMISSION_DENIED', `This needs the permission ${access.tenant}`, { permission: access.tenant })
  }
}

/** Whoever has still to choose a password or to set up a second factor can do that, and nothing else. */
function refuseUnfinished({ row, user }: CallerSession): void {
  const { mustChangePassword = false } = user ?? {}
  if (row.stage === 'full' && !mustChangePassword) return
  const message = mustChangePassword ? 'Choose another password first' : 'Set up a second factor first'
  throw new AppError('PERMISSION_DENIED', message, { must_change_password: mustChangePassword, stage: row.stage })
}

function openContext(scope: RequestScope, { principal, tenant, settings, session }: Caller): TenantContext {
  return {
    app: scope.app,
    tenant,
    settings,
    principal,
    session,
    db: TenantDb.open(scope.app.db, tenant.id),
    request: {
      id: scope.log.requestId,
      endpoint: `${scope.event.method} ${scope.endpoint}`,
      ipAddress: scope.ipAddress,
      userAgent: scope.userAgent,
    },
  }
}
