import { defineEventHandler } from 'h3'
import type { Contract, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { localDate } from '../domain/tenants/day'
import { enterTenant } from './enter-tenant'
import { respond } from './request-scope'
import { beginChunks, writeChunks } from './write-chunks'

/**
 * An operation whose success is a file and not an envelope, written as it is made: never whole in memory. Refusals are
 * enveloped as everywhere, and so is a failure before the first piece. The file is called
 * `{tenant}-{name}-{the tenant's date}.csv`.
 */
export function defineTenantDownload<C extends Contract>(
  contract: C & { produces: 'text/csv' },
  name: string,
  run: (ctx: TenantContext, input: InputOf<C>) => AsyncIterable<string>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      const chunks = await beginChunks(run(ctx, input as unknown as InputOf<C>))
      const date = localDate(scope.app.clock.now(), ctx.settings.timezone)
      return {
        status: 200,
        contentType: `${contract.produces}; charset=utf-8`,
        headers: { 'content-disposition': `attachment; filename="${ctx.tenant.id}-${name}-${date}.csv"` },
        stream: (response) => writeChunks(response, chunks),
      }
    }),
  )
}
