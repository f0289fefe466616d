import { and, eq, isNull, lte } from 'drizzle-orm'
import { hostname } from 'node:os'
import type { App } from '../../context/app'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog } from '../../db/schema/communication-log'
import { idempotencyKeys } from '../../db/schema/idempotency-keys'
import { AppError } from '../../errors'

/** What a key's first request answered. */
export interface StoredAnswer {
  status: number
  body: unknown
}

/** A request that must not run twice. */
export interface KeyedRequest {
  key: string
  operation: string
  bodyHash: string
  /** Its answer holds a secret, and is kept sealed. */
  secret: boolean
}

const KEPT_MS = 24 * 60 * 60 * 1000
/** Longer than the longest operation under a key: four tries of a provider at 10 seconds each, and 5 between them. */
const LEASE_MS = 60_000

/**
 * Takes a key for this request.
 *
 * @returns the first answer, where there is one; null when the caller is to run the operation
 * @throws AppError CONFLICT when the key was used for something else, or its first request still runs
 */
export async function reserveKey(
  ctx: TenantContext,
  { secret, ...request }: KeyedRequest,
): Promise<StoredAnswer | null> {
  const now = ctx.app.clock.now().getTime()
  const mine = {
    ...request,
    owner: ctx.app.instanceId,
    leaseUntil: new Date(now + LEASE_MS).toISOString(),
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + KEPT_MS).toISOString(),
  }
  return ctx.db.transaction(async (tx) => {
    const byKey = eq(idempotencyKeys.key, request.key)
    const [held] = await tx.find(idempotencyKeys, { where: byKey, limit: 1 })
    if (held && held.expiresAt <= mine.createdAt) await tx.remove(idempotencyKeys, byKey)
    if (!held || held.expiresAt <= mine.createdAt) {
      // The key begins anew: what the ledger holds under it belongs to an earlier use.
      await tx.update(communicationLog, { idempotencyKey: null }, eq(communicationLog.idempotencyKey, request.key))
      await tx.insert(idempotencyKeys, mine)
      return null
    }
    if (held.operation !== request.operation || held.bodyHash !== request.bodyHash) {
      throw new AppError('CONFLICT', 'This Idempotency-Key was used for another request', { key: request.key })
    }
    if (held.responseStatus !== null) return readAnswer(ctx, held, secret)
    if (held.leaseUntil > mine.createdAt && isAlive(held.owner, ctx.app)) {
      throw new AppError(
        'CONFLICT',
        'The first request with this Idempotency-Key still runs',
        { key: request.key },
        { retryAfterSeconds: 1 },
      )
    }
    await tx.update(idempotencyKeys, { owner: mine.owner, leaseUntil: mine.leaseUntil }, byKey)
    return null
  })
}

/** Keeps the answer of a key's request, or with null frees the key. */
export async function finishKey(ctx: TenantContext, request: KeyedRequest, answer: StoredAnswer | null): Promise<void> {
  const mine = and(eq(idempotencyKeys.key, request.key), isNull(idempotencyKeys.responseStatus))
  if (answer) {
    const body = request.secret ? seal(ctx, request.key, answer.body) : answer.body
    await ctx.db.update(idempotencyKeys, { responseStatus: answer.status, responseBody: body }, mine)
  } else {
    await ctx.db.remove(idempotencyKeys, mine)
  }
}

/** Deletes keys whose 24 hours are over. */
export async function purgeExpiredKeys(ctx: TenantContext): Promise<void> {
  await ctx.db.remove(idempotencyKeys, lte(idempotencyKeys.expiresAt, nowText(ctx)))
}

/**
 * Whether the process that holds a key can still be running. One of this machine can be asked for; of another, the
 * lease is all that is known.
 */
function isAlive(owner: string, app: App): boolean {
  if (owner === app.instanceId) return true
  const [host, pidText] = owner.split('/')
  if (host !== hostname()) return true
  const pid = Number(pidText)
  if (pid === process.pid) return false // an earlier life of this container
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readAnswer(ctx: TenantContext, held: typeof idempotencyKeys.$inferSelect, secret: boolean): StoredAnswer {
  const body = secret
    ? JSON.parse(ctx.app.sealedBox.open(String(held.responseBody), placeOf(ctx, held.key)))
    : held.responseBody
  return { status: held.responseStatus!, body }
}

function seal(ctx: TenantContext, key: string, body: unknown): string {
  return ctx.app.sealedBox.seal(JSON.stringify(body), placeOf(ctx, key))
}

const placeOf = (ctx: TenantContext, key: string) => ({
  table: 'idempotency_keys',
  column: 'response_body',
  tenantId: ctx.tenant.id,
  rowId: key,
})
