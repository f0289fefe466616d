import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/files'
import { CONTENT_TYPES } from '#shared/files/file-kinds'
import { pageOf } from '#shared/schemas/primitives'
import { readTags } from '#shared/schemas/tags'
import { eq } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { voiceFiles } from '../../db/schema/voice-files'
import { notFound } from '../../errors'
import { fileForm, type FileForm } from './file-form'
import { countFileTypes, findFile, findFiles, sumStored, type StoredFile } from './files.queries'
import type { ServedFile } from './served-file'
import { templatesByAudio, templatesUsing } from './where-used'

/** From this share of the quota on, it is said that room is getting scarce. */
const NEARLY_FULL = 0.8

/** Files by name, or removed ones. */
export async function listFiles(
  ctx: TenantContext,
  { query }: InputOf<typeof contracts.listFiles>,
): Promise<ListOf<FileForm>> {
  const { page, perPage, offset } = pageOf(query)
  const filter = {
    search: query.search,
    fileType: query.file_type,
    tag: query.tag,
    isPlayable: query.playable === undefined ? undefined : query.playable === 'true',
    isRemoved: query.removed === 'true',
  }
  const { rows, total } = await findFiles(ctx.db, filter, { limit: perPage, offset })
  const users = await templatesByAudio(ctx.db)
  const count = ({ file }: StoredFile) =>
    file.fileType === 'xml' || !file.isActive ? 0 : (users.get(file.name)?.length ?? 0)
  return { items: rows.map((row) => fileForm(ctx, row, count(row))), page, perPage, totalItems: total }
}

/** @throws AppError NOT_FOUND */
export async function getFile(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<DataOf<typeof contracts.getFile>> {
  const stored = await existingFile(ctx, params.id)
  const templates = await templatesUsing(ctx.db, stored.file)
  return { ...fileForm(ctx, stored, templates.length), used_by: templates }
}

/** The bytes of a file, removed or not, to be kept under its name. @throws AppError NOT_FOUND */
export async function downloadFile(ctx: TenantContext, { params }: { params: { id: number } }): Promise<ServedFile> {
  const { file, object } = await existingFile(ctx, params.id)
  return {
    key: object.storageKey,
    sizeBytes: object.sizeBytes,
    etag: object.sha256,
    modifiedAt: new Date(object.createdAt),
    contentType: CONTENT_TYPES[file.fileType],
    disposition: { type: 'attachment', filename: file.filename },
    cacheControl: 'private, no-cache',
  }
}

/** Room, and the tags and types in use. */
export async function getFileUsage(ctx: TenantContext): Promise<DataOf<typeof contracts.getFileUsage>> {
  const { quotaBytes, maxFileBytes, allowedTypes } = ctx.app.config.files
  const { used, removed } = await sumStored(ctx.db, nowText(ctx))
  const types = await countFileTypes(ctx.db)
  return {
    used_bytes: used,
    quota_bytes: quotaBytes,
    removed_bytes: removed,
    is_nearly_full: used >= quotaBytes * NEARLY_FULL,
    max_file_bytes: maxFileBytes,
    allowed_types: [...allowedTypes],
    can_transcode: await ctx.app.transcoder.isThere(),
    types: types.map(({ fileType, count }) => ({ file_type: fileType, count })),
    tags: await countTags(ctx),
  }
}

/** A file that is not purged. @throws AppError NOT_FOUND */
export async function existingFile(ctx: TenantContext, id: number): Promise<StoredFile> {
  const stored = await findFile(ctx.db, id)
  if (!stored) throw notFound()
  return stored
}

async function countTags(ctx: TenantContext): Promise<{ tag: string; count: number }[]> {
  const counts = new Map<string, { tag: string; count: number }>()
  for (const { tagList } of await ctx.db.find(voiceFiles, { where: eq(voiceFiles.isActive, true) })) {
    for (const tag of readTags(tagList ?? '')) {
      const known = counts.get(tag.toLowerCase())
      if (known) known.count++
      else counts.set(tag.toLowerCase(), { tag, count: 1 })
    }
  }
  return [...counts.values()].sort((one, other) => one.tag.localeCompare(other.tag))
}
