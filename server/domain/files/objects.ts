import { and, eq } from 'drizzle-orm'
import { safeCause } from '../../context/safe-cause'
import type { App } from '../../context/app'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileObjects } from '../../db/schema/file-objects'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import { enqueue } from '../../jobs/outbox'
import type { SpooledFile } from '../../providers/spool'
import type { ObjectRow } from './files.queries'
import { sumStored } from './files.queries'
import { prepareJobOf } from './prepare-job'

/** Longer than any storage takes for one file, and than it waits for others; whoever takes longer is given up. */
const PUT_LEASE_MS = 15 * 60_000

export type NewObject = Pick<SpooledFile, 'path' | 'sizeBytes' | 'sha256'> &
  Pick<typeof fileObjects.$inferInsert, 'fileType' | 'durationMs' | 'bitrate' | 'channels' | 'sampleRate' | 'problem'>

/**
 * Puts a content into the storage, once per tenant, and lets `use` refer to it in the transaction that makes it count.
 * Whatever fails, no row is left, and the bytes are taken away again, now or by the sweep.
 *
 * @param reservedBytes room that was kept for it before
 * @param use runs in that transaction, and may run again when the content it was to share was removed meanwhile
 * @throws AppError STORAGE_QUOTA_EXCEEDED; whatever `use` throws
 */
export async function storeObject<T>(
  ctx: TenantContext,
  content: NewObject,
  reservedBytes: number,
  use: (tx: TenantDb, object: ObjectRow) => Promise<T>,
): Promise<T> {
  const known = await findStored(ctx.db, content.sha256)
  if (known) {
    await restoreBytes(ctx, known, content)
    const shared = await ctx.db.transaction(async (tx) => {
      const still = await findStored(tx, content.sha256)
      return still ? { result: await use(tx, still) } : null
    })
    if (shared) return shared.result
  }
  const mine = await reserve(ctx, content, reservedBytes)
  try {
    await ctx.app.storage.put(mine.storageKey, content.path)
    const { result, isMine } = await ctx.db.transaction((tx) => settle(tx, mine, use))
    if (!isMine) await giveUp(ctx, mine)
    return result
  } catch (error) {
    await giveUp(ctx, mine)
    throw error
  }
}

/** A content whose bytes were lost has them back from whoever brings the same again. */
async function restoreBytes(ctx: TenantContext, known: ObjectRow, content: NewObject): Promise<void> {
  const there = await ctx.app.storage.stat(known.storageKey)
  if (!there) await ctx.app.storage.put(known.storageKey, content.path)
  if (there && known.problem !== 'missing') return
  await ctx.db.transaction(async (tx) => {
    const changes = { problem: content.problem ?? null, preparedAt: null }
    await tx.update(fileObjects, changes, and(eq(fileObjects.id, known.id), eq(fileObjects.state, 'stored')))
    await enqueue(ctx, tx, prepareJobOf(known, ctx.app.clock.now()))
  })
}

/** Best effort: what stays behind, the sweep finds. A commit whose answer was lost may have made it count after all. */
async function giveUp(ctx: TenantContext, mine: ObjectRow): Promise<void> {
  try {
    const pending = and(eq(fileObjects.id, mine.id), eq(fileObjects.state, 'pending'))
    for (const doomed of await ctx.db.update(fileObjects, { state: 'doomed' }, pending))
      await discardObject(ctx, doomed)
  } catch (error) {
    ctx.app.logger.warn({ err: safeCause(error) }, 'object_not_given_up')
  }
}

/**
 * Refuses what does not fit beside what is there.
 *
 * @throws AppError STORAGE_QUOTA_EXCEEDED
 */
export async function refuseOverQuota(ctx: TenantContext, db: TenantDb, sizeBytes: number): Promise<void> {
  const { quotaBytes } = ctx.app.config.files
  const { used, removed } = await sumStored(db, nowText(ctx))
  if (used + sizeBytes <= quotaBytes) return
  const hint = removed > 0 ? '; removed files still take room until they are deleted for good' : ''
  throw new AppError('STORAGE_QUOTA_EXCEEDED', `There is no room for this file${hint}`, {
    quota_bytes: quotaBytes,
    used_bytes: used,
    removed_bytes: removed,
    file_bytes: sizeBytes,
  })
}

/** Takes a content away that is `doomed`: its bytes first, then its row. */
export async function discardObject(ctx: TenantContext, object: ObjectRow): Promise<void> {
  await ctx.app.storage.remove(object.storageKey)
  if (object.renditionKey) await ctx.app.storage.remove(object.renditionKey)
  await ctx.db.remove(fileObjects, and(eq(fileObjects.id, object.id), eq(fileObjects.state, 'doomed')))
}

/** Keys say whose they are, and nothing of what they hold. */
export const newStorageKey = (app: Pick<App, 'ids'>, tenantId: string): string =>
  `${tenantId}/objects/${app.ids.uuid()}`

async function findStored(db: TenantDb, sha256: string): Promise<ObjectRow | undefined> {
  const where = and(eq(fileObjects.sha256, sha256), eq(fileObjects.state, 'stored'))
  const [row] = await db.find(fileObjects, { where, limit: 1 })
  return row
}

/** The row comes before the bytes: what is found without one is nobody's. Room is counted where nobody else can take it. */
async function reserve(
  ctx: TenantContext,
  { path: _path, ...content }: NewObject,
  reservedBytes: number,
): Promise<ObjectRow> {
  return ctx.db.transaction(async (tx) => {
    await refuseOverQuota(ctx, tx, content.sizeBytes - reservedBytes)
    const [row] = await tx.insert(fileObjects, {
      ...content,
      state: 'pending',
      storageKey: newStorageKey(ctx.app, ctx.tenant.id),
      owner: ctx.app.instanceId,
      leaseUntil: new Date(ctx.app.clock.now().getTime() + PUT_LEASE_MS).toISOString(),
      createdAt: nowText(ctx),
    })
    return row!
  })
}

/** Of two who brought the same at once, the first one's counts. */
async function settle<T>(
  tx: TenantDb,
  mine: ObjectRow,
  use: (tx: TenantDb, object: ObjectRow) => Promise<T>,
): Promise<{ result: T; isMine: boolean }> {
  const first = await findStored(tx, mine.sha256)
  if (first) return { result: await use(tx, first), isMine: false }
  const pending = and(eq(fileObjects.id, mine.id), eq(fileObjects.state, 'pending'))
  const [stored] = await tx.update(fileObjects, { state: 'stored', owner: null, leaseUntil: null }, pending)
  if (!stored) throw new Error('The file took longer to store than it may')
  return { result: await use(tx, stored), isMine: true }
}
