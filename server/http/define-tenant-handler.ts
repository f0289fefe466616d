import { defineEventHandler, type EventHandler } from 'h3'
import type { Contract, DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { checkResult } from './check-result'
import { enterTenant } from './enter-tenant'
import { successAnswer } from './envelope'
import { runIdempotently } from './idempotency'
import { respond } from './request-scope'

type Result<C> = Promise<ListOf<DataOf<C>> | DataOf<C>>

/**
 * An operation of a tenant's caller: enter, run (once per key), check the response, wrap it.
 *
 * @param prepare slow work that needs no database, such as hashing a password: done before the transaction that an
 *   `Idempotency-Key` may put around `run`, and handed to it
 */
export function defineTenantHandler<C extends Contract>(
  contract: C,
  run: (ctx: TenantContext, input: InputOf<C>) => Result<C>,
): EventHandler
export function defineTenantHandler<C extends Contract, Prepared>(
  contract: C,
  run: (ctx: TenantContext, input: InputOf<C>, prepared: Prepared) => Result<C>,
  prepare: (ctx: TenantContext, input: InputOf<C>) => Promise<Prepared>,
): EventHandler
export function defineTenantHandler<C extends Contract, Prepared>(
  contract: C,
  run: (ctx: TenantContext, input: InputOf<C>, prepared?: Prepared) => Result<C>,
  prepare?: (ctx: TenantContext, input: InputOf<C>) => Promise<Prepared>,
): EventHandler {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input: parsed } = await enterTenant(scope, contract)
      const input = parsed as unknown as InputOf<C>
      const prepared = await prepare?.(ctx, input)
      return runIdempotently(event, contract, ctx, parsed, async (within) => {
        const result = await run(within, input, prepared)
        return successAnswer(scope.dialect, contract, checkResult(contract, result), scope.app.clock.now())
      })
    }),
  )
}
