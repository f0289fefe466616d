import { defineEventHandler } from 'h3'
import type { Contract, DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { checkResult } from './check-result'
import { enterTenant } from './enter-tenant'
import { successAnswer } from './envelope'
import { runIdempotently } from './idempotency'
import { respond } from './request-scope'

/** An operation of a tenant's caller: enter, run (once per key), check the response, wrap it. */
export function defineTenantHandler<C extends Contract>(
  contract: C,
  run: (ctx: TenantContext, input: InputOf<C>) => Promise<ListOf<DataOf<C>> | DataOf<C>>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      return runIdempotently(event, contract, ctx, input, async (within) => {
        const result = await run(within, input as unknown as InputOf<C>)
        return successAnswer(scope.dialect, contract, checkResult(contract, result), scope.app.clock.now())
      })
    }),
  )
}
