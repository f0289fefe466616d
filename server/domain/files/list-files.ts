import { and, asc, eq, or, sql } from 'drizzle-orm'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { listFiles as ListFiles } from '#shared/contracts/files'
import { pageOf } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { voiceFiles } from '../../db/schema/voice-files'
import { contains } from '../search'
import { audioName, audioUrl, PLAYABLE_TYPES } from './audio-url'

type File = DataOf<typeof ListFiles>

/** Files that were not removed, by name. */
export async function listFiles(ctx: TenantContext, { query }: InputOf<typeof ListFiles>): Promise<ListOf<File>> {
  const { page, perPage, offset } = pageOf(query)
  const { search, file_type: fileType } = query
  const where = and(
    eq(voiceFiles.isActive, true),
    fileType === undefined ? undefined : eq(voiceFiles.fileType, fileType),
    search === undefined
      ? undefined
      : or(contains(voiceFiles.filename, search), contains(voiceFiles.description, search)),
  )
  const orderBy = [asc(sql`lower(${voiceFiles.filename})`), asc(voiceFiles.id)]
  const rows = await ctx.db.find(voiceFiles, { where, orderBy, limit: perPage, offset })
  const totalItems = await ctx.db.count(voiceFiles, where)
  return { items: rows.map((row) => fileForm(ctx, row)), page, perPage, totalItems }
}

function fileForm(ctx: TenantContext, row: typeof voiceFiles.$inferSelect): File {
  const name = audioName(row.filename)
  return {
    id: row.id,
    filename: row.filename,
    name,
    file_type: row.fileType,
    file_size: row.fileSize,
    description: row.description,
    url: PLAYABLE_TYPES.includes(row.fileType) ? audioUrl(ctx, name) : null,
    created_at: row.createdAt,
  }
}
