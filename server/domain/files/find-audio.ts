import { and, eq, inArray } from 'drizzle-orm'
import type { App } from '../../context/app'
import { voiceFiles } from '../../db/schema/voice-files'
import { TenantDb } from '../../db/tenant-db'

/** What Twilio plays (https://www.twilio.com/docs/voice/twiml/play), by our types. */
const CONTENT_TYPES: Record<string, string> = { mp3: 'audio/mpeg', wav: 'audio/wav' }

/** The bytes of a tenant's audio by the name that templates use; null when there is none. */
export async function findAudio(
  app: App,
  tenantId: string,
  name: string,
): Promise<{ bytes: Buffer; contentType: string } | null> {
  const types = Object.keys(CONTENT_TYPES)
  const [row] = await TenantDb.open(app.db, tenantId).find(voiceFiles, {
    where: and(
      inArray(
        voiceFiles.filename,
        types.map((type) => `${name}.${type}`),
      ),
      eq(voiceFiles.isActive, true),
    ),
    limit: 1,
  })
  const bytes = row && (await app.storage.read(row.filePath))
  return bytes ? { bytes, contentType: CONTENT_TYPES[row.fileType] ?? 'application/octet-stream' } : null
}
