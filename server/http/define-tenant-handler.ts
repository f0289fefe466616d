import { defineEventHandler } from 'h3'
import type { Contract, DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { TenantDb } from '../db/tenant-db'
import { AppError } from '../errors'
import { authenticate, type Caller } from './authenticate'
import { checkResult } from './check-result'
import { successAnswer } from './envelope'
import { runIdempotently } from './idempotency'
import { parseInput } from './parse-input'
import { respond, type RequestScope } from './request-scope'

type Result<C extends Contract> = C extends { collection: string } ? ListOf<DataOf<C>> : DataOf<C>

/**
 * An operation of a tenant's caller: authenticate, authorise, limit, parse, open the tenant's database, run, check the
 * response, wrap it.
 */
export function defineTenantHandler<C extends Contract>(
  contract: C,
  run: (ctx: TenantContext, input: InputOf<C>) => Promise<Result<C> | ListOf<DataOf<C>> | DataOf<C>>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const caller = await authenticate(event, scope.app)
      scope.log.tenantId = caller.tenant.id
      scope.log.actor = caller.principal.actorName
      await scope.app.rateLimiter.consume(caller.tenant.id, (headers) => {
        for (const [name, value] of Object.entries(headers)) event.node.res.setHeader(name, value)
      })
      authorise(contract, caller)
      const input = await parseInput(event, contract, scope.dialect)
      const ctx = openContext(scope, caller)
      return runIdempotently(event, contract, ctx, input, async (within) => {
        const result = await run(within, input as unknown as InputOf<C>)
        return successAnswer(scope.dialect, contract, checkResult(contract, result), scope.app.clock.now())
      })
    }),
  )
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
