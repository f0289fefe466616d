import { and, eq, inArray } from 'drizzle-orm'
import type { App } from '../../context/app'
import { voiceFiles } from '../../db/schema/voice-files'
import { TenantDb } from '../../db/tenant-db'
import { CONTENT_TYPES, PLAYABLE_TYPES } from './audio-url'

/** The bytes of a tenant's audio by the name that templates use; null when there is none. */
export async function findAudio(
  app: App,
  tenantId: string,
  name: string,
): Promise<{ bytes: Buffer; contentType: string } | null> {
  const [row] = await TenantDb.open(app.db, tenantId).find(voiceFiles, {
    where: and(
      inArray(
        voiceFiles.filename,
        PLAYABLE_TYPES.map((type) => `${name}.${type}`),
      ),
      eq(voiceFiles.isActive, true),
    ),
    limit: 1,
  })
  const bytes = row && (await app.storage.read(row.filePath))
  return bytes ? { bytes, contentType: CONTENT_TYPES[row.fileType] ?? 'application/octet-stream' } : null
}
