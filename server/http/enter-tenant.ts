import type { Contract } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
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
  await app.rateLimiter.consume(caller.tenant.id, (headers) => {
    for (const [name, value] of Object.entries(headers)) event.node.res.setHeader(name, value)
  })
  authorise(contract, caller)
  const input = await parseInput(event, contract, scope.dialect)
  return { ctx: openContext(scope, caller), input }
}

function authorise(contract: Contract, { principal }: Caller): void {
  const { access } = contract
  if (typeof access === 'string') throw new Error(`${contract.id} is not an operation of tenants`)
  if (access.tenant !== 'any' && !principal.permissions.has(access.tenant)) {
    throw new AppError('PERMISSION_DENIED', `This needs the permission ${access.tenant}`, { permission: access.tenant })
  }
}

function openContext(scope: RequestScope, { principal, tenant, settings }: Caller): TenantContext {
  return {
    app: scope.app,
    tenant,
    settings,
    principal,
    db: TenantDb.open(scope.app.db, tenant.id),
    request: {
      id: scope.log.requestId,
      endpoint: `${scope.event.method} ${scope.endpoint}`,
      ipAddress: scope.ipAddress,
      userAgent: scope.userAgent,
    },
  }
}
