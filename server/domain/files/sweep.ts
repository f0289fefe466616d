import { and, asc, eq, inArray, lte, or } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileObjects } from '../../db/schema/file-objects'
import { fileUploads } from '../../db/schema/file-uploads'
import { enqueue } from '../../jobs/outbox'
import { discardObject } from './objects'
import { unused } from './files.queries'
import { prepareJobOf } from './prepare-job'
import { discardExpiredUploads } from './uploads'

/** Contents in one go. */
const BATCH = 500
/** What lies in the storage without a row may be on its way to one for this long. */
const YOUNG_MS = 60 * 60 * 1000

/**
 * Brings storage and tables into agreement: removes what was given up and what nothing uses, on either side, and marks
 * contents whose bytes are gone.
 *
 * @returns when to look again, where something is still under way
 */
export async function sweepStorage(ctx: TenantContext): Promise<Date | null> {
  await discardExpiredUploads(ctx)
  await discardUnused(ctx)
  await sweepStrays(ctx)
  await prepareLate(ctx)
  const [pending] = await ctx.db.find(fileObjects, {
    where: eq(fileObjects.state, 'pending'),
    orderBy: [asc(fileObjects.leaseUntil)],
    limit: 1,
  })
  return pending?.leaseUntil ? new Date(pending.leaseUntil) : null
}

/** Takes away contents that nothing uses any more, and those whose storing was given up. */
export async function discardUnused(ctx: TenantContext): Promise<void> {
  await ctx.db.update(fileObjects, { state: 'doomed' }, unused(ctx.db))
  const givenUp = and(eq(fileObjects.state, 'pending'), lte(fileObjects.leaseUntil, nowText(ctx)))
  const where = or(eq(fileObjects.state, 'doomed'), givenUp)
  for (const object of await ctx.db.find(fileObjects, { where, limit: BATCH })) await discardObject(ctx, object)
}

/** Bytes that no row knows are removed; rows whose bytes are gone say so, and say it no more when they are back. */
async function sweepStrays(ctx: TenantContext): Promise<void> {
  const found = new Set<string>()
  const old: string[] = []
  const youngest = ctx.app.clock.now().getTime() - YOUNG_MS
  for await (const { key, modifiedAt } of ctx.app.storage.list(`${ctx.tenant.id}/`)) {
    found.add(key)
    if (modifiedAt.getTime() <= youngest) old.push(key)
  }
  // Read after the listing: what came meanwhile has a row.
  const objects = await ctx.db.find(fileObjects)
  const uploads = await ctx.db.find(fileUploads)
  const known = new Set([
    ...objects.flatMap(({ storageKey, renditionKey }) => [storageKey, renditionKey ?? storageKey]),
    ...uploads.flatMap(({ pieces }) => pieces.map(({ key }) => key)),
  ])
  const strays = old.filter((key) => !known.has(key))
  for (const key of strays) await ctx.app.storage.remove(key)
  if (strays.length > 0) ctx.app.logger.warn({ count: strays.length }, 'stray_files_removed')

  const stored = objects.filter(({ state }) => state === 'stored')
  const gone = stored.filter((object) => !found.has(object.storageKey) && object.problem !== 'missing')
  const back = stored.filter((object) => found.has(object.storageKey) && object.problem === 'missing')
  await mark(ctx, await stillGone(ctx, gone), 'missing')
  await mark(
    ctx,
    back.map(({ id }) => id),
    null,
  )
}

/** A listing may be older than an object. */
async function stillGone(ctx: TenantContext, objects: { id: number; storageKey: string }[]): Promise<number[]> {
  const ids: number[] = []
  for (const { id, storageKey } of objects) if (!(await ctx.app.storage.stat(storageKey))) ids.push(id)
  if (ids.length > 0) ctx.app.logger.error({ count: ids.length }, 'stored_files_missing')
  return ids
}

async function mark(ctx: TenantContext, ids: number[], problem: 'missing' | null): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    await ctx.db.update(fileObjects, { problem }, inArray(fileObjects.id, ids.slice(from, from + BATCH)))
  }
}

/** What nothing could make playable is tried again once something can. */
async function prepareLate(ctx: TenantContext): Promise<void> {
  if (!(await ctx.app.transcoder.isThere())) return
  const where = and(eq(fileObjects.state, 'stored'), eq(fileObjects.problem, 'no_transcoder'))
  const waiting = await ctx.db.find(fileObjects, { where, limit: BATCH })
  await ctx.db.transaction(async (tx) => {
    for (const object of waiting) await enqueue(ctx, tx, prepareJobOf(object, ctx.app.clock.now()))
  })
}
