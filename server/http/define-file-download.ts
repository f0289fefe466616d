import { defineEventHandler } from 'h3'
import type { Contract, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import type { ServedFile } from '../domain/files/served-file'
import { enterTenant } from './enter-tenant'
import { respond } from './request-scope'
import { serveFile } from './serve-file'

/** An operation whose success is a stored file, whole or a range of it. Refusals are enveloped as everywhere. */
export function defineFileDownload<C extends Contract>(
  contract: C & { produces: 'application/octet-stream' },
  run: (ctx: TenantContext, input: InputOf<C>) => Promise<ServedFile>,
) {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      return serveFile(scope.app, event, await run(ctx, input as unknown as InputOf<C>))
    }),
  )
}
