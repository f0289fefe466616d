import { and, eq } from 'drizzle-orm'
import { settings } from '../../db/schema/settings'
import { voiceFiles } from '../../db/schema/voice-files'
import type { TenantDb } from '../../db/tenant-db'
import { invalid } from '../../errors'
import { findPlayable, type AudioRow } from './audio.queries'

/** A file of the tenant that a call can play, with the name by which it does; undefined for any other. */
export async function findPlayableFile(
  db: TenantDb,
  id: number,
): Promise<{ name: string; audio: AudioRow } | undefined> {
  const [file] = await db.find(voiceFiles, {
    where: and(eq(voiceFiles.id, id), eq(voiceFiles.isActive, true)),
    limit: 1,
  })
  const audio = file && (await findPlayable(db, file.name))
  return audio && { name: file.name, audio }
}

/** @throws AppError VALIDATION_ERROR for what is no file, another tenant's, or cannot be played */
export async function checkHoldMusic(db: TenantDb, id: number): Promise<void> {
  if (await findPlayableFile(db, id)) return
  throw invalid('settings.hold_music_file_id', 'is no file that a call can play')
}

/** Whether a file is what callers hear on hold, as the settings stand now. */
export async function isHoldMusic(db: TenantDb, id: number): Promise<boolean> {
  return (await db.count(settings, eq(settings.holdMusicFileId, id))) > 0
}
