import { defineEventHandler } from 'h3'
import type { Contract, DataOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { checkResult } from './check-result'
import { enterTenant } from './enter-tenant'
import { successAnswer } from './envelope'
import { respond } from './request-scope'
import { clearSessionCookie } from './session-cookie'

/** The operation that ends the caller's own session, and takes its cookie back. */
export function defineSignOutHandler<C extends Contract>(contract: C, run: (ctx: TenantContext) => Promise<DataOf<C>>) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx } = await enterTenant(scope, contract)
      const result = await run(ctx)
      clearSessionCookie(event, ctx.tenant.id)
      return successAnswer(scope.dialect, contract, checkResult(contract, result), scope.app.clock.now())
    }),
  )
}
