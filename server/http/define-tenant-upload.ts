import { defineEventHandler, type EventHandler } from 'h3'
import type { Contract, DataOf, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../context/tenant-context'
import { AppError } from '../errors'
import type { SpooledFile } from '../providers/spool'
import { checkResult } from './check-result'
import { enterTenant } from './enter-tenant'
import { successAnswer } from './envelope'
import { parseWith } from './parse-input'
import { announcedBytes, receiveBytes, receiveForm, type ReceivedFile } from './receive-file'
import { respond } from './request-scope'

interface Upload<C extends Contract, File> {
  /** The longest file, in bytes; refuses what is refused before a byte is read. */
  admit: (ctx: TenantContext, input: InputOf<C>, announcedBytes: number | null) => Promise<number> | number
  /** The file is gone when this has ended, however it ended: what is to stay is put somewhere. */
  run: (ctx: TenantContext, input: InputOf<C>, file: File) => Promise<DataOf<C>>
}

/** An operation that takes a form with a file: who may call is decided first, then the file is read, then it runs. */
export function defineTenantUpload<C extends Contract>(
  contract: C,
  { admit, run }: Upload<C, ReceivedFile>,
): EventHandler {
  return define(contract, async (scope, ctx, input) => {
    const maxBytes = await admit(ctx, input, announcedBytes(scope.event))
    const { file, fields } = await receiveForm(scope.event, ctx.app.spool, maxBytes)
    try {
      return await run(ctx, { ...input, body: parseWith(contract.body!, fields) } as InputOf<C>, file)
    } finally {
      await ctx.app.spool.discard(file.path)
    }
  })
}

/** The same for a body that is nothing but bytes. */
export function defineTenantPiece<C extends Contract>(
  contract: C,
  { admit, run }: Upload<C, SpooledFile>,
): EventHandler {
  return define(contract, async (scope, ctx, input) => {
    const maxBytes = await admit(ctx, input, announcedBytes(scope.event))
    const file = await receiveBytes(scope.event, ctx.app.spool, maxBytes)
    try {
      return await run(ctx, input, file)
    } finally {
      await ctx.app.spool.discard(file.path)
    }
  })
}

/** Of one tenant at once: each holds a file on the disk that the database lies on. */
const MOST_AT_ONCE = 40
const RETRY_SECONDS = 5
const receiving = new Map<string, number>()

/** @throws AppError RATE_LIMITED */
async function oneOfFew<T>(tenantId: string, receive: () => Promise<T>): Promise<T> {
  const others = receiving.get(tenantId) ?? 0
  if (others >= MOST_AT_ONCE) {
    const options = { retryAfterSeconds: RETRY_SECONDS }
    throw new AppError('RATE_LIMITED', `More than ${MOST_AT_ONCE} uploads at once; wait a little`, null, options)
  }
  receiving.set(tenantId, others + 1)
  try {
    return await receive()
  } finally {
    const left = receiving.get(tenantId)! - 1
    if (left > 0) receiving.set(tenantId, left)
    else receiving.delete(tenantId)
  }
}

type Scope = Parameters<Parameters<typeof respond>[2]>[0]

function define<C extends Contract>(
  contract: C,
  run: (scope: Scope, ctx: TenantContext, input: InputOf<C>) => Promise<DataOf<C>>,
): EventHandler {
  return defineEventHandler((event) =>
    respond(event, contract.path, async (scope) => {
      const { ctx, input } = await enterTenant(scope, contract)
      const result = await oneOfFew(ctx.tenant.id, () => run(scope, ctx, input as unknown as InputOf<C>))
      return successAnswer(scope.dialect, contract, checkResult(contract, result), scope.app.clock.now())
    }),
  )
}
