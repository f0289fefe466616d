import type { InputOf } from '#shared/contracts/contract'
import type { uploadFile as UploadFile } from '#shared/contracts/files'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import type { SpooledFile } from '../../providers/spool'
import type { FileForm } from './file-form'
import { keepFile } from './keep-file'
import { refuseOverQuota } from './objects'

/**
 * Decides about an upload before a byte of it is read.
 *
 * @returns the longest file, in bytes
 * @throws AppError STORAGE_QUOTA_EXCEEDED when even an empty file would not fit
 */
export async function admitUpload(ctx: TenantContext): Promise<number> {
  await refuseOverQuota(ctx, ctx.db, 1)
  return ctx.app.config.files.maxFileBytes
}

/** @throws AppError as `keepFile` does */
export async function uploadFile(
  ctx: TenantContext,
  { body }: InputOf<typeof UploadFile>,
  file: SpooledFile & { filename: string },
): Promise<FileForm> {
  return keepFile(ctx, 'files.upload', file, { ...body, filename: body.filename ?? file.filename })
}

/** @throws AppError PAYLOAD_TOO_LARGE */
export function refuseTooLarge(ctx: TenantContext, sizeBytes: number): void {
  const { maxFileBytes } = ctx.app.config.files
  if (sizeBytes <= maxFileBytes) return
  throw new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${maxFileBytes} bytes`, { max_bytes: maxFileBytes })
}
