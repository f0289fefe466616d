import { and, eq, isNotNull, lt } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/files'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { settings } from '../../db/schema/settings'
import { voiceFiles } from '../../db/schema/voice-files'
import { takenColumns } from '../../db/unique-violation'
import { AppError, notFound } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { refuseChangedReadOnly } from '../read-only'
import { auditForm, fileForm, purgedBefore, purgeTime, type FileForm } from './file-form'
import type { FileRow, StoredFile } from './files.queries'
import { nameTaken } from './keep-file'
import { existingFile } from './read-files'
import { discardUnused } from './sweep'
import { isHoldMusic } from './hold-music-file'
import { templatesUsing } from './where-used'

const ENTITY = 'file'
/** Read-only fields that may have another value by the next day, or by somebody else's doing. */
const PASSING = [
  'url',
  'used_by',
  'used_by_count',
  'is_hold_music',
  'peaks',
  'duration_ms',
  'is_playable',
  'not_playable',
]

/** @throws AppError NOT_FOUND; VALIDATION_ERROR for a change of what is read-only */
export async function updateFile(
  ctx: TenantContext,
  { params, body, readOnly }: InputOf<typeof contracts.updateFile>,
): Promise<FileForm> {
  const before = await activeFile(ctx, params.id)
  const usedBy = await templatesUsing(ctx.db, before.file)
  const lasting = Object.entries(readOnly).filter(([name]) => !PASSING.includes(name))
  refuseChangedReadOnly(fileForm(ctx, before, usedBy.length), Object.fromEntries(lasting))
  const changes = {
    ...('description' in body && { description: body.description || null }),
    ...('tag_list' in body && { tagList: body.tag_list ?? null }),
    ...('caller_number' in body && { callerNumber: body.caller_number ?? null }),
  }
  const after = await ctx.db.transaction(async (tx) => {
    const [file] = await tx.update(voiceFiles, { ...changes, updatedAt: nowText(ctx) }, isActive(params.id))
    if (!file) throw notFound()
    const stored = { ...before, file }
    const forms = { before: auditForm(before), after: auditForm(stored) }
    await recordAudit(ctx, tx, { operation: 'files.update', entity: ENTITY, entityId: file.id, ...forms })
    return stored
  })
  return fileForm(ctx, after, usedBy.length)
}

/** @throws AppError NOT_FOUND; FILE_IN_USE with what plays it, unless it is forced */
export async function removeFile(
  ctx: TenantContext,
  { params, query }: InputOf<typeof contracts.removeFile>,
): Promise<DataOf<typeof contracts.removeFile>> {
  const isForGood = query.purge === 'true'
  const stored = isForGood ? await existingFile(ctx, params.id) : await activeFile(ctx, params.id)
  const now = nowText(ctx)
  await ctx.db.transaction(async (tx) => {
    const isHeld = await isHoldMusic(tx, params.id)
    if (query.force !== 'true') refuseInUse(await templatesUsing(tx, stored.file), isHeld && stored.file.isActive)
    if (isHeld && isForGood) await tx.update(settings, { holdMusicFileId: null, updatedAt: now })
    const changed = isForGood
      ? await tx.remove(voiceFiles, eq(voiceFiles.id, params.id))
      : await tx.update(voiceFiles, { isActive: false, removedAt: now, updatedAt: now }, isActive(params.id))
    if (!changed[0]) throw notFound()
    await recordAudit(ctx, tx, {
      operation: isForGood ? 'files.purge' : 'files.remove',
      entity: ENTITY,
      entityId: params.id,
      before: auditForm(stored),
      after: null,
    })
  })
  if (isForGood) await discardUnused(ctx)
  return { deleted: true, purged_at: isForGood ? now : purgeTime(now) }
}

/** @throws AppError NOT_FOUND; FILE_NAME_TAKEN when another has its name by now */
export async function restoreFile(ctx: TenantContext, { params }: { params: { id: number } }): Promise<FileForm> {
  const before = await existingFile(ctx, params.id)
  if (before.file.isActive) return fileForm(ctx, before, (await templatesUsing(ctx.db, before.file)).length)
  const after = await ctx.db.transaction(async (tx) => {
    const removed = and(eq(voiceFiles.id, params.id), eq(voiceFiles.isActive, false))
    const changes = { isActive: true, removedAt: null, updatedAt: nowText(ctx) }
    const [file] = await tx.update(voiceFiles, changes, removed).catch((error: unknown) => {
      throw takenColumns(error) ? nameTaken({ filename: before.file.filename }) : error
    })
    if (!file) throw notFound()
    const stored: StoredFile = { ...before, file }
    const forms = { before: null, after: auditForm(stored) }
    await recordAudit(ctx, tx, { operation: 'files.restore', entity: ENTITY, entityId: file.id, ...forms })
    return stored
  })
  return fileForm(ctx, after, (await templatesUsing(ctx.db, after.file)).length)
}

/** Deletes what was removed so long ago that nobody has it back any more. */
export async function purgeRemovedFiles(ctx: TenantContext): Promise<void> {
  const before = purgedBefore(ctx.app.clock.now())
  const old = and(eq(voiceFiles.isActive, false), isNotNull(voiceFiles.removedAt), lt(voiceFiles.removedAt, before))
  await ctx.db.transaction(async (tx) => {
    for (const file of await tx.remove(voiceFiles, old)) {
      await tx.update(settings, { holdMusicFileId: null }, eq(settings.holdMusicFileId, file.id))
      const before = { filename: file.filename, file_size: file.fileSize, removed_at: file.removedAt }
      await recordAudit(ctx, tx, { operation: 'files.purge', entity: ENTITY, entityId: file.id, before, after: null })
    }
  })
  await discardUnused(ctx)
}

async function activeFile(ctx: TenantContext, id: number): Promise<StoredFile> {
  const stored = await existingFile(ctx, id)
  if (!stored.file.isActive) throw notFound()
  return stored
}

function refuseInUse(templates: { id: number; name: string }[], isHeld: boolean): void {
  const details = { templates, is_hold_music: isHeld }
  if (templates.length === 0) {
    if (isHeld) throw new AppError('FILE_IN_USE', 'Callers hear this file on hold', details)
    return
  }
  const names = templates.slice(0, 3).map(({ name }) => name)
  const more = templates.length > names.length ? ` and ${templates.length - names.length} more` : ''
  throw new AppError('FILE_IN_USE', `Templates play this file: ${names.join(', ')}${more}`, details)
}

const isActive = (id: FileRow['id']) => and(eq(voiceFiles.id, id), eq(voiceFiles.isActive, true))
