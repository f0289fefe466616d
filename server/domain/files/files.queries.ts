import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql, type SQL } from 'drizzle-orm'
import { PLAYED_AS_IS, type FileType, type PLAYABLE_REASONS } from '#shared/files/file-kinds'
import { fileObjects } from '../../db/schema/file-objects'
import { fileUploads } from '../../db/schema/file-uploads'
import { settings } from '../../db/schema/settings'
import { voiceFiles } from '../../db/schema/voice-files'
import { voiceMessages } from '../../db/schema/voice-messages'
import type { QueryScope, TenantDb } from '../../db/tenant-db'
import { contains } from '../search'

export type FileRow = typeof voiceFiles.$inferSelect
export type ObjectRow = typeof fileObjects.$inferSelect
/** A file with its content. */
export interface StoredFile {
  file: FileRow
  object: ObjectRow
  /** Why a call cannot play it; null when it can. */
  notPlayable: NotPlayable | null
}
/** Why a call cannot play a file. */
export type NotPlayable = (typeof PLAYABLE_REASONS)[number]

export interface FileFilter {
  search?: string
  fileType?: FileType
  tag?: string
  isPlayable?: boolean
  isRemoved: boolean
}

/** Why a call cannot play a file: null for audio whose content is there, and playable as it is or made so. */
export const notPlayable = sql<NotPlayable | null>`case
  when ${voiceFiles.fileType} = 'xml' then 'not_audio'
  when ${fileObjects.problem} is not null then ${fileObjects.problem}
  when ${or(inArray(voiceFiles.fileType, [...PLAYED_AS_IS]), isNotNull(fileObjects.renditionKey))} then null
  else 'in_preparation' end`

/** Files by name, or removed ones latest first, and how many match in all. */
export async function findFiles(
  db: TenantDb,
  filter: FileFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: StoredFile[]; total: number }> {
  const where = and(
    eq(voiceFiles.isActive, !filter.isRemoved),
    filter.fileType && eq(voiceFiles.fileType, filter.fileType),
    filter.tag === undefined ? undefined : hasTag(filter.tag),
    filter.isPlayable === undefined ? undefined : (filter.isPlayable ? isNull : isNotNull)(notPlayable),
    filter.search === undefined
      ? undefined
      : or(
          contains(voiceFiles.filename, filter.search),
          contains(voiceFiles.description, filter.search),
          contains(voiceFiles.tagList, filter.search),
        ),
  )
  const order = filter.isRemoved
    ? [desc(voiceFiles.removedAt), desc(voiceFiles.id)]
    : [asc(sql`lower(${voiceFiles.name})`), asc(voiceFiles.id)]
  const rows = await db.query((scope) => {
    const query = withObject(scope, where).orderBy(...order)
    return query.limit(page.limit).offset(page.offset)
  })
  const [counted] = await db.query((scope) =>
    scope.queries
      .select({ count: sql<number>`count(*)` })
      .from(voiceFiles)
      .innerJoin(fileObjects, joined(scope))
      .where(and(eq(voiceFiles.tenantId, scope.tenantId), where)),
  )
  return { rows, total: counted!.count }
}

/** One file, removed or not; undefined for one that is purged. */
export async function findFile(db: TenantDb, id: number): Promise<StoredFile | undefined> {
  const [row] = await db.query((scope) => withObject(scope, eq(voiceFiles.id, id)))
  return row
}

/** The audio of these names that was not removed, playable or not. */
export async function findAudioFiles(db: TenantDb, names: readonly string[]): Promise<StoredFile[]> {
  if (names.length === 0) return []
  return db.query((scope) =>
    withObject(
      scope,
      and(eq(voiceFiles.isActive, true), ne(voiceFiles.fileType, 'xml'), inArray(voiceFiles.name, [...names])),
    ),
  )
}

/** Templates that name some audio. */
export async function findTemplatesWithAudio(db: TenantDb): Promise<{ id: number; name: string; voiceText: string }[]> {
  return db.prepare('files.templates', ({ queries }) =>
    queries
      .select({ id: voiceMessages.id, name: voiceMessages.name, voiceText: voiceMessages.voiceText })
      .from(voiceMessages)
      .where(
        and(
          eq(voiceMessages.tenantId, sql.placeholder('tenantId')),
          eq(voiceMessages.isActive, true),
          sql`${voiceMessages.voiceText} like '%{MP3~%'`,
        ),
      )
      .orderBy(asc(sql`lower(${voiceMessages.name})`), asc(voiceMessages.id)),
  )
}

/**
 * Bytes of all contents and of all that is on its way in pieces, and of contents that nothing but removed files holds.
 *
 * @param now what is on its way and expired takes no room
 */
export async function sumStored(db: TenantDb, now: string): Promise<{ used: number; removed: number }> {
  const tenantId = sql`${db.tenantId}`
  const isShown = sql`exists (select 1 from ${voiceFiles} where ${voiceFiles.tenantId} = ${tenantId}
    and ${voiceFiles.objectId} = ${fileObjects.id} and ${voiceFiles.isActive} = 1)`
  const removed = and(eq(fileObjects.state, 'stored'), sql`not ${isShown}`, sql`not ${isLogo(tenantId)}`)
  const coming = await db.query(({ queries, tenantId: own }) =>
    queries
      .select({ sum: sql<number>`coalesce(sum(${fileUploads.sizeBytes}), 0)` })
      .from(fileUploads)
      .where(and(eq(fileUploads.tenantId, own), gt(fileUploads.expiresAt, now))),
  )
  const kept = await sumBytes(db, ne(fileObjects.state, 'doomed'))
  return { used: kept + coming[0]!.sum, removed: await sumBytes(db, removed) }
}

async function sumBytes(db: TenantDb, where: SQL | undefined): Promise<number> {
  const bytes = sql<number>`sum(${fileObjects.sizeBytes} + coalesce(${fileObjects.renditionSizeBytes}, 0))`
  const [row] = await db.query(({ queries, tenantId }) =>
    queries
      .select({ sum: bytes })
      .from(fileObjects)
      .where(and(eq(fileObjects.tenantId, tenantId), where)),
  )
  return row?.sum ?? 0
}

/** How many files of each type there are. */
export async function countFileTypes(db: TenantDb): Promise<{ fileType: FileType; count: number }[]> {
  return db.query(({ queries, tenantId }) =>
    queries
      .select({ fileType: voiceFiles.fileType, count: sql<number>`count(*)` })
      .from(voiceFiles)
      .where(and(eq(voiceFiles.tenantId, tenantId), eq(voiceFiles.isActive, true)))
      .groupBy(voiceFiles.fileType)
      .orderBy(asc(voiceFiles.fileType)),
  )
}

/** Of contents: neither a file, removed or not, nor the logo has them any more. */
export function unused(db: TenantDb): SQL {
  const tenantId = sql`${db.tenantId}`
  return and(
    eq(fileObjects.state, 'stored'),
    sql`not exists (select 1 from ${voiceFiles} where ${voiceFiles.tenantId} = ${tenantId}
      and ${voiceFiles.objectId} = ${fileObjects.id})`,
    sql`not ${isLogo(tenantId)}`,
  )!
}

const isLogo = (tenantId: SQL) => sql`exists (select 1 from ${settings} where ${settings.tenantId} = ${tenantId}
  and substr(${settings.logo}, 1, 64) = ${fileObjects.sha256})`

function withObject(scope: QueryScope, where: SQL | undefined) {
  return scope.queries
    .select({ file: voiceFiles, object: fileObjects, notPlayable })
    .from(voiceFiles)
    .innerJoin(fileObjects, joined(scope))
    .where(and(eq(voiceFiles.tenantId, scope.tenantId), where))
    .$dynamic()
}

const joined = ({ tenantId }: QueryScope) =>
  and(eq(fileObjects.tenantId, tenantId), eq(fileObjects.id, voiceFiles.objectId))

/** Tags lie in one text with ", " between them. */
function hasTag(tag: string): SQL {
  const escaped = tag.replace(/[\\%_]/g, '\\$&')
  return sql`(', ' || ${voiceFiles.tagList} || ', ') like ${`%, ${escaped}, %`} escape '\\'`
}
