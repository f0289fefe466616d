import { defineEventHandler } from 'h3'
import type { Contract, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { enterTenant } from './enter-tenant'
import { respond } from './request-scope'

/** An operation whose success is a file and not an envelope. Refusals are enveloped as everywhere. */
export function defineTenantDownload<C extends Contract>(
  contract: C & { produces: string },
  filename: string,
  run: (ctx: TenantContext, input: InputOf<C>) => Promise<string>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      return {
        status: 200,
        contentType: `${contract.produces}; charset=utf-8`,
        raw: await run(ctx, input as unknown as InputOf<C>),
        headers: { 'content-disposition': `attachment; filename="${filename}"` },
      }
    }),
  )
}
