import { and, eq, isNull, sql } from 'drizzle-orm'
import type { FileType } from '#shared/files/file-kinds'
import { fileObjects } from '../../db/schema/file-objects'
import { voiceFiles } from '../../db/schema/voice-files'
import type { TenantDb } from '../../db/tenant-db'
import { notPlayable } from './files.queries'

export interface AudioRow {
  fileType: FileType
  sha256: string
  storageKey: string
  sizeBytes: number
  renditionKey: string | null
  renditionSizeBytes: number | null
  createdAt: string
  preparedAt: string | null
}

/** The audio of a name that a call can play: it was not removed, and its content is there. */
export async function findPlayable(db: TenantDb, name: string): Promise<AudioRow | undefined> {
  const rows = await db.prepare<AudioRow[]>(
    'files.audio',
    ({ queries, tenantId }) =>
      queries
        .select({
          fileType: voiceFiles.fileType,
          sha256: fileObjects.sha256,
          storageKey: fileObjects.storageKey,
          sizeBytes: fileObjects.sizeBytes,
          renditionKey: fileObjects.renditionKey,
          renditionSizeBytes: fileObjects.renditionSizeBytes,
          createdAt: fileObjects.createdAt,
          preparedAt: fileObjects.preparedAt,
        })
        .from(voiceFiles)
        .innerJoin(fileObjects, and(eq(fileObjects.tenantId, tenantId), eq(fileObjects.id, voiceFiles.objectId)))
        .where(
          and(
            eq(voiceFiles.tenantId, tenantId),
            eq(voiceFiles.name, sql.placeholder('name')),
            eq(voiceFiles.isActive, true),
            eq(fileObjects.state, 'stored'),
            isNull(notPlayable),
          ),
        )
        .limit(1),
    { name },
  )
  return rows[0]
}
