import { folderStorage } from './folder'
import { s3Storage } from './s3'
import type { Storage } from './storage'
import type { FolderLocation, S3Credentials, S3Location } from './storage-location'

/** Opens what the configuration names. Nothing is asked of it before it is used. */
export function openStorage(location: FolderLocation | (S3Location & S3Credentials)): Storage {
  return location.kind === 'folder' ? folderStorage(location.path) : s3Storage(location)
}
