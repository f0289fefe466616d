import type { TenantContext } from '../../context/tenant-context'
import { audioUrl } from '../files/audio-url'
import { findPlayableFile } from '../files/hold-music-file'

/** Where lies what is heard on hold: the tenant's own music while it can be played, else ours. */
export async function holdMusicUrl(ctx: TenantContext): Promise<string> {
  const { holdMusicFileId } = ctx.settings
  const own = holdMusicFileId === null ? undefined : await findPlayableFile(ctx.db, holdMusicFileId)
  return own ? audioUrl(ctx, own.name, own.audio.sha256) : `${ctx.app.config.publicBaseUrl}/files/hold-music.wav`
}
