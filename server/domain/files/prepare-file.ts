import { and, eq } from 'drizzle-orm'
import { PLAYED_AS_IS, type FileType } from '#shared/files/file-kinds'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileObjects } from '../../db/schema/file-objects'
import { readWaveform } from '../../providers/audio/waveform'
import { recordAudit } from '../audit/record-audit'
import type { ObjectRow } from './files.queries'
import { newStorageKey } from './objects'

type Prepared = Partial<Pick<ObjectRow, 'peaks' | 'durationMs' | 'renditionKey' | 'renditionSizeBytes' | 'problem'>>

/**
 * Measures a content, and makes it playable where it is not: mp3 out of m4a, and out of WAV that is written in a way
 * that telephones do not know. Does nothing where that was done before, unless nothing could do it then.
 */
export async function prepareFile(ctx: TenantContext, objectId: number): Promise<void> {
  const stored = and(eq(fileObjects.id, objectId), eq(fileObjects.state, 'stored'))
  const [object] = await ctx.db.find(fileObjects, { where: stored })
  if (!object || (object.preparedAt !== null && object.problem !== 'no_transcoder')) return
  const prepared = await prepare(ctx, object)
  const kept = await ctx.db.transaction(async (tx) => {
    const [after] = await tx.update(fileObjects, { problem: null, ...prepared, preparedAt: nowText(ctx) }, stored)
    if (!after) return false
    await recordAudit(ctx, tx, {
      operation: 'prepare-file',
      entity: 'file_content',
      entityId: object.id,
      before: { prepared: false },
      after: { prepared: true, duration_ms: after.durationMs, problem: after.problem },
    })
    return true
  })
  if (!kept && prepared.renditionKey) await ctx.app.storage.remove(prepared.renditionKey)
}

async function prepare(ctx: TenantContext, object: ObjectRow): Promise<Prepared> {
  const { spool, storage } = ctx.app
  const fileType = object.fileType as FileType
  if (fileType === 'xml') return {}
  const bytes = await storage.read(object.storageKey)
  if (!bytes) return { problem: 'missing' }
  const { path } = await spool.write(bytes, object.sizeBytes)
  const rendition = spool.reserve()
  try {
    if (PLAYED_AS_IS.includes(fileType)) {
      const waveform = await readWaveform(path, fileType as 'mp3' | 'wav')
      if (waveform) return waveform
      if (fileType === 'mp3') return { problem: 'not_readable' }
    }
    if (!(await ctx.app.transcoder.isThere())) return { problem: 'no_transcoder' }
    const isMade = await ctx.app.transcoder.toMp3(path, rendition, fileType as 'm4a' | 'wav')
    const waveform = isMade ? await readWaveform(rendition, 'mp3') : null
    if (!waveform) return { problem: 'not_readable' }
    return { ...waveform, ...(await storeRendition(ctx, rendition)) }
  } finally {
    await spool.discard(path)
    await spool.discard(rendition)
  }
}

async function storeRendition(ctx: TenantContext, path: string): Promise<Prepared> {
  const renditionKey = newStorageKey(ctx.app, ctx.tenant.id)
  await ctx.app.storage.put(renditionKey, path)
  const stored = await ctx.app.storage.stat(renditionKey)
  if (!stored) throw new Error('What was put into the storage is not there')
  return { renditionKey, renditionSizeBytes: stored.sizeBytes }
}
