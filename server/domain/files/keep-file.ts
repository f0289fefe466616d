import { and, eq, ne, sql } from 'drizzle-orm'
import type { FileType } from '#shared/files/file-kinds'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { voiceFiles } from '../../db/schema/voice-files'
import type { TenantDb } from '../../db/tenant-db'
import { takenColumns } from '../../db/unique-violation'
import { AppError } from '../../errors'
import { enqueue } from '../../jobs/outbox'
import type { SpooledFile } from '../../providers/spool'
import { recordAudit } from '../audit/record-audit'
import { inspectContent } from './content/inspect-content'
import { auditForm, fileForm, type FileForm } from './file-form'
import { freeName, nameFile } from './filename'
import type { FileRow, ObjectRow } from './files.queries'
import { storeObject } from './objects'
import { prepareJobOf } from './prepare-job'
import { existingFile } from './read-files'
import { templatesUsing } from './where-used'

/** What is said of a file when it comes. */
export interface FileDetails {
  filename: string
  description?: string | null
  tag_list?: string | null
  caller_number?: string | null
  on_conflict?: 'refuse' | 'rename'
}

/**
 * Makes a file of what was received: finds out what it is, stores it, and gives it its name.
 *
 * @param upload what it came by: the room that was kept for it, and what ends in the same transaction
 * @throws AppError as `inspectContent`, `nameFile` and `storeObject` do; FILE_NAME_TAKEN
 */
export async function keepFile(
  ctx: TenantContext,
  operation: string,
  received: SpooledFile,
  details: FileDetails,
  upload: { reservedBytes: number; end: (tx: TenantDb) => Promise<void> } = NO_UPLOAD,
): Promise<FileForm> {
  const { allowedTypes } = ctx.app.config.files
  const content = await inspectContent(received, allowedTypes)
  const named = nameFile(details.filename, content.fileType)
  const mayRename = details.on_conflict === 'rename'
  // Said before anything is stored; the index says it again.
  if (!mayRename) await refuseTaken(ctx.db, named.name, content.fileType)
  const { needsRendition, ...measured } = content
  const object = { ...received, ...measured, problem: needsRendition ? ('in_preparation' as const) : null }
  const { id } = await storeObject(ctx, object, upload.reservedBytes, async (tx, kept) => {
    await upload.end(tx)
    return addFile(ctx, tx, operation, kept, { ...details, ...named, fileType: content.fileType })
  })
  const stored = await existingFile(ctx, id)
  return fileForm(ctx, stored, (await templatesUsing(ctx.db, stored.file)).length)
}

const NO_UPLOAD = { reservedBytes: 0, end: async () => undefined }

/** @throws AppError FILE_NAME_TAKEN, naming the file that has it */
export async function refuseTaken(db: TenantDb, name: string, fileType: FileType): Promise<void> {
  const [other] = await db.find(voiceFiles, { where: and(eq(voiceFiles.name, name), sameKind(fileType)), limit: 1 })
  if (other) throw nameTaken(other)
}

export function nameTaken(other: { id?: number; filename: string }): AppError {
  return new AppError('FILE_NAME_TAKEN', `There is a file called ${other.filename} already`, {
    field: 'filename',
    file: { id: other.id, filename: other.filename },
  })
}

async function addFile(
  ctx: TenantContext,
  tx: TenantDb,
  operation: string,
  object: ObjectRow,
  given: FileDetails & { name: string; fileType: FileType },
): Promise<FileRow> {
  const now = nowText(ctx)
  const name = given.on_conflict === 'rename' ? await untaken(tx, given.name, given.fileType) : given.name
  const row = {
    objectId: object.id,
    filename: `${name}.${given.fileType}`,
    name,
    fileType: given.fileType,
    filePath: object.storageKey,
    fileSize: object.sizeBytes,
    description: given.description || null,
    tagList: given.tag_list ?? null,
    callerNumber: given.caller_number ?? null,
    createdAt: now,
    updatedAt: now,
  }
  const [file] = await tx.insert(voiceFiles, row).catch((error: unknown) => {
    throw takenColumns(error) ? nameTaken(row) : error
  })
  const after = auditForm({ file: file!, object })
  await recordAudit(ctx, tx, { operation, entity: 'file', entityId: file!.id, before: null, after })
  if (object.preparedAt === null) await enqueue(ctx, tx, prepareJobOf(object, ctx.app.clock.now()))
  return file!
}

async function untaken(tx: TenantDb, name: string, fileType: FileType): Promise<string> {
  const begins = sql`substr(${voiceFiles.name}, 1, ${[...name].length}) = ${name}`
  const taken = await tx.find(voiceFiles, { where: and(begins, sameKind(fileType)) })
  const names = new Set(taken.map((file) => file.name))
  return names.has(name) ? freeName(name, names) : name
}

const sameKind = (fileType: FileType) =>
  and(eq(voiceFiles.isActive, true), (fileType === 'xml' ? eq : ne)(voiceFiles.fileType, 'xml'))
