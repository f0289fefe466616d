import type { DataOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/files'
import type { TenantContext } from '../../context/tenant-context'
import { audioUrl } from './audio-url'
import type { StoredFile } from './files.queries'

export type FileForm = DataOf<typeof contracts.updateFile>

/** How long a removed file can be had back. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** When a file that was removed then is gone for good. */
export const purgeTime = (removedAt: string): string => new Date(Date.parse(removedAt) + KEPT_MS).toISOString()

/** Before this, what was removed is gone for good now. */
export const purgedBefore = (now: Date): string => new Date(now.getTime() - KEPT_MS).toISOString()

/** A file as the API shows it. */
export function fileForm(ctx: TenantContext, { file, object, notPlayable }: StoredFile, usedByCount: number): FileForm {
  return {
    id: file.id,
    filename: file.filename,
    name: file.name,
    file_type: file.fileType,
    file_size: file.fileSize,
    sha256: object.sha256,
    description: file.description,
    tag_list: file.tagList,
    caller_number: file.callerNumber,
    duration_ms: object.durationMs,
    bitrate: object.bitrate,
    channels: object.channels,
    sample_rate: object.sampleRate,
    peaks: object.peaks,
    is_playable: notPlayable === null,
    not_playable: notPlayable,
    url: notPlayable === null && file.isActive ? audioUrl(ctx, file.name, object.sha256) : null,
    used_by_count: usedByCount,
    is_hold_music: ctx.settings.holdMusicFileId === file.id,
    removed_at: file.removedAt,
    purged_at: file.removedAt && purgeTime(file.removedAt),
    created_at: file.createdAt,
    updated_at: file.updatedAt,
  }
}

/** The same for the audit trail: what people decide about, without what is measured. */
export function auditForm({ file, object }: Pick<StoredFile, 'file' | 'object'>): Record<string, unknown> {
  return {
    filename: file.filename,
    file_type: file.fileType,
    file_size: file.fileSize,
    sha256: object.sha256,
    description: file.description,
    tag_list: file.tagList,
    caller_number: file.callerNumber,
  }
}
