import { CONTENT_TYPES } from '#shared/files/file-kinds'
import type { App } from '../../context/app'
import { TenantDb } from '../../db/tenant-db'
import { findPlayable } from './audio.queries'
import type { ServedFile } from './served-file'

/** The token in its address is good for as long, and another content has another address. */
const CACHE_CONTROL = 'private, max-age=604800'

/** What a call plays under the name that templates use; null when there is none, or none that can be played. */
export async function findAudio(app: App, tenantId: string, name: string): Promise<ServedFile | null> {
  const row = await findPlayable(TenantDb.open(app.db, tenantId), name)
  if (!row) return null
  const { sha256, createdAt, renditionKey, renditionSizeBytes } = row
  if (renditionKey && renditionSizeBytes !== null) {
    return {
      key: renditionKey,
      sizeBytes: renditionSizeBytes,
      etag: `${sha256}-mp3`,
      modifiedAt: new Date(row.preparedAt ?? createdAt),
      contentType: CONTENT_TYPES.mp3,
      cacheControl: CACHE_CONTROL,
    }
  }
  return {
    key: row.storageKey,
    sizeBytes: row.sizeBytes,
    etag: sha256,
    modifiedAt: new Date(createdAt),
    contentType: CONTENT_TYPES[row.fileType],
    cacheControl: CACHE_CONTROL,
  }
}
