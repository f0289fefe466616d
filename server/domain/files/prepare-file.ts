import { and, eq, isNull, or } from 'drizzle-orm'
import { safeCause } from '../../context/safe-cause'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileObjects } from '../../db/schema/file-objects'
import { readWaveform } from '../../providers/audio/waveform'
import { StorageError } from '../../providers/storage/storage-error'
import { recordAudit } from '../audit/record-audit'
import type { ObjectRow } from './files.queries'
import { newStorageKey } from './objects'

type Prepared = Partial<Pick<ObjectRow, 'peaks' | 'durationMs' | 'renditionKey' | 'renditionSizeBytes' | 'problem'>>

/** At once, of all tenants. */
const AT_ONCE = 2
let underWay = 0

/**
 * Measures a content, and makes it playable where it is not: mp3 out of m4a, and out of WAV that is written in a way
 * that telephones do not know. Does nothing where that was done before, unless nothing could do it then.
 *
 * @param isLast what cannot be decoded now is not readable, and is not tried again
 * @returns false when it has to wait for others
 */
export async function prepareFile(ctx: TenantContext, objectId: number, isLast: boolean): Promise<boolean> {
  const [object] = await ctx.db.find(fileObjects, { where: unprepared(objectId) })
  if (!object) return true
  if (underWay >= AT_ONCE) return false
  underWay++
  try {
    await keep(ctx, objectId, await prepare(ctx, object, isLast))
  } finally {
    underWay--
  }
  return true
}

const unprepared = (objectId: number) =>
  and(
    eq(fileObjects.id, objectId),
    eq(fileObjects.state, 'stored'),
    or(isNull(fileObjects.preparedAt), eq(fileObjects.problem, 'no_transcoder')),
  )

/** Of two who prepared the same, the first one's counts. */
async function keep(ctx: TenantContext, objectId: number, prepared: Prepared): Promise<void> {
  const kept = await ctx.db.transaction(async (tx) => {
    const changes = { problem: null, ...prepared, preparedAt: nowText(ctx) }
    const [after] = await tx.update(fileObjects, changes, unprepared(objectId))
    if (!after) return false
    await recordAudit(ctx, tx, {
      operation: 'prepare-file',
      entity: 'file_content',
      entityId: objectId,
      before: { prepared: false },
      after: { prepared: true, duration_ms: after.durationMs, problem: after.problem },
    })
    return true
  })
  if (!kept && prepared.renditionKey) await ctx.app.storage.remove(prepared.renditionKey)
}

async function prepare(ctx: TenantContext, object: ObjectRow, isLast: boolean): Promise<Prepared> {
  const { spool, storage } = ctx.app
  if (object.fileType === 'xml') return {}
  const bytes = await storage.read(object.storageKey)
  if (!bytes) return { problem: 'missing' }
  const { path } = await spool.write(bytes, object.sizeBytes)
  const rendition = spool.reserve()
  try {
    return await decode(ctx, object, { path, rendition })
  } catch (error) {
    if (!isLast || error instanceof StorageError) throw error
    ctx.app.logger.warn({ err: safeCause(error) }, 'audio_given_up')
    return { problem: 'not_readable' }
  } finally {
    await spool.discard(path)
    await spool.discard(rendition)
  }
}

async function decode(
  ctx: TenantContext,
  object: ObjectRow,
  { path, rendition }: { path: string; rendition: string },
): Promise<Prepared> {
  const fileType = object.fileType as 'mp3' | 'wav' | 'm4a'
  const { transcoder } = ctx.app
  // One that calls do not play as it is has said so since it came.
  if (fileType !== 'm4a' && object.problem === null) {
    const waveform = await readWaveform(path, fileType)
    if (waveform) return waveform
  }
  if (fileType === 'mp3') return { problem: 'not_readable' }
  if (!(await transcoder.isThere())) return { problem: 'no_transcoder' }
  const isMade = await transcoder.toMp3(path, rendition, fileType)
  const waveform = isMade ? await readWaveform(rendition, 'mp3') : null
  return waveform ? { ...waveform, ...(await storeRendition(ctx, rendition)) } : { problem: 'not_readable' }
}

async function storeRendition(ctx: TenantContext, path: string): Promise<Prepared> {
  const renditionKey = newStorageKey(ctx.app, ctx.tenant.id)
  await ctx.app.storage.put(renditionKey, path)
  const stored = await ctx.app.storage.stat(renditionKey)
  if (!stored) throw new Error('What was put into the storage is not there')
  return { renditionKey, renditionSizeBytes: stored.sizeBytes }
}
