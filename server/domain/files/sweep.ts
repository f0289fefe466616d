import { and, eq, inArray } from 'drizzle-orm'
import { isAlive } from '../../context/is-alive'
import { safeCause } from '../../context/safe-cause'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileObjects } from '../../db/schema/file-objects'
import { fileUploads } from '../../db/schema/file-uploads'
import { enqueue } from '../../jobs/outbox'
import { discardObject } from './objects'
import { unused, type ObjectRow } from './files.queries'
import { prepareJobOf } from './prepare-job'
import { discardExpiredUploads } from './uploads'

/** Contents in one go. */
const BATCH = 500
/** What lies in the storage without a row may be on its way to one for this long. */
const YOUNG_MS = 60 * 60 * 1000

/**
 * Brings storage and tables into agreement: removes what was given up and what nothing uses, on either side, and marks
 * contents whose bytes are gone.
 */
export async function sweepStorage(ctx: TenantContext): Promise<void> {
  await discardExpiredUploads(ctx)
  await doomGivenUp(ctx)
  await discardUnused(ctx)
  await sweepStrays(ctx)
  await prepareLate(ctx)
}

/**
 * Takes away contents that nothing uses any more. Best effort after a change that is done: what could not be taken away
 * now, the sweep finds.
 */
export async function discardUnused(ctx: TenantContext): Promise<void> {
  await ctx.db.update(fileObjects, { state: 'doomed' }, unused(ctx.db))
  const doomed = await ctx.db.find(fileObjects, { where: eq(fileObjects.state, 'doomed'), limit: BATCH })
  for (const object of doomed) {
    try {
      await discardObject(ctx, object)
    } catch (error) {
      ctx.app.logger.warn({ err: safeCause(error) }, 'object_not_discarded')
    }
  }
}

/** What was being stored by a process that has ended, or for longer than it may take. */
async function doomGivenUp(ctx: TenantContext): Promise<void> {
  const now = nowText(ctx)
  for (const { id, owner, leaseUntil } of await ctx.db.find(fileObjects, { where: eq(fileObjects.state, 'pending') })) {
    if ((leaseUntil ?? '') > now && !hasEnded(owner, ctx.app.instanceId)) continue
    await ctx.db.update(fileObjects, { state: 'doomed' }, and(eq(fileObjects.id, id), eq(fileObjects.state, 'pending')))
  }
}

/** Of a process of this machine it can be told; of another one only its lease tells. */
function hasEnded(owner: string | null, own: string): boolean {
  if (owner === own) return false
  const [host, pid] = (owner ?? '').split('/')
  const [ownHost, ownPid] = own.split('/')
  return host === ownHost && (pid === ownPid || !isAlive(Number(pid)))
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
  const gone = stored.filter(({ storageKey, problem }) => !found.has(storageKey) && problem !== 'missing')
  const back = stored.filter(({ storageKey, problem }) => found.has(storageKey) && problem === 'missing')
  const silent = stored.filter(({ renditionKey }) => renditionKey !== null && !found.has(renditionKey))
  await markMissing(ctx, await stillGone(ctx, gone))
  await prepareAgain(ctx, [...back, ...silent])
}

/** A listing may be older than an object. */
async function stillGone(ctx: TenantContext, objects: { id: number; storageKey: string }[]): Promise<number[]> {
  const ids: number[] = []
  for (const { id, storageKey } of objects) if (!(await ctx.app.storage.stat(storageKey))) ids.push(id)
  if (ids.length > 0) ctx.app.logger.error({ count: ids.length }, 'stored_files_missing')
  return ids
}

async function markMissing(ctx: TenantContext, ids: number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    await ctx.db.update(fileObjects, { problem: 'missing' }, inArray(fileObjects.id, ids.slice(from, from + BATCH)))
  }
}

/** What was known of them may not hold any more: they are measured as if they had just come. */
async function prepareAgain(ctx: TenantContext, objects: ObjectRow[]): Promise<void> {
  for (const object of objects) {
    await ctx.db.transaction(async (tx) => {
      const problem = object.fileType === 'm4a' || object.renditionKey !== null ? ('in_preparation' as const) : null
      const changes = { problem, preparedAt: null, renditionKey: null, renditionSizeBytes: null }
      await tx.update(fileObjects, changes, and(eq(fileObjects.id, object.id), eq(fileObjects.state, 'stored')))
      await enqueue(ctx, tx, prepareJobOf(object, ctx.app.clock.now()))
    })
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
