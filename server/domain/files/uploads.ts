import { and, eq, gt, lte } from 'drizzle-orm'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/uploads'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { fileUploads } from '../../db/schema/file-uploads'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, invalid, notFound } from '../../errors'
import type { SpooledFile } from '../../providers/spool'
import type { FileForm } from './file-form'
import { nameFile } from './filename'
import { keepFile, refuseTaken } from './keep-file'
import { refuseOverQuota } from './objects'
import { refuseTooLarge } from './upload-file'

type UploadRow = typeof fileUploads.$inferSelect
type UploadForm = DataOf<typeof contracts.getUpload>

/** In bytes: small enough to be sent again without regret, large enough to be few. */
const MAX_PIECE_BYTES = 1024 * 1024
/** Nobody pauses longer. */
const KEPT_MS = 60 * 60 * 1000
/** Of one caller at once. */
const MAX_UNFINISHED = 50
/** Many more than a file of the longest needs. */
const MAX_PIECES = 500
/** After these the upload waits for another name, or for room; after any other refusal it is given up. */
const MAY_STILL_END_WELL = ['FILE_NAME_TAKEN', 'STORAGE_QUOTA_EXCEEDED', 'VALIDATION_ERROR']

/** @throws AppError PAYLOAD_TOO_LARGE, FILE_EMPTY, STORAGE_QUOTA_EXCEEDED, FILE_NAME_TAKEN, CONFLICT for one too many */
export async function beginUpload(
  ctx: TenantContext,
  { body }: InputOf<typeof contracts.beginUpload>,
): Promise<UploadForm> {
  refuseTooLarge(ctx, body.file_size)
  if (body.file_size === 0) throw new AppError('FILE_EMPTY')
  // By its ending, which is a guess: what it is, its content says at the end.
  const { name } = nameFile(body.filename, 'mp3')
  if (body.on_conflict !== 'rename' && !/\.xml$/i.test(body.filename)) await refuseTaken(ctx.db, name, 'mp3')
  return ctx.db.transaction(async (tx) => {
    await refuseOverQuota(ctx, tx, body.file_size)
    const mine = eq(fileUploads.actor, ctx.principal.actorId)
    const unfinished = await tx.count(fileUploads, and(mine, gt(fileUploads.expiresAt, nowText(ctx))))
    if (unfinished >= MAX_UNFINISHED) {
      throw new AppError('CONFLICT', `There are ${MAX_UNFINISHED} unfinished uploads; finish or cancel some first`)
    }
    const [row] = await tx.insert(fileUploads, {
      id: ctx.app.ids.uuid(),
      filename: body.filename.toWellFormed(),
      sizeBytes: body.file_size,
      pieces: [],
      description: body.description ?? null,
      tagList: body.tag_list ?? null,
      callerNumber: body.caller_number ?? null,
      onConflict: body.on_conflict ?? 'refuse',
      actor: ctx.principal.actorId,
      expiresAt: later(ctx),
      createdAt: nowText(ctx),
    })
    return uploadForm(row!)
  })
}

/** @throws AppError NOT_FOUND */
export async function getUpload(ctx: TenantContext, { params }: { params: { id: string } }): Promise<UploadForm> {
  return uploadForm(await findUpload(ctx, params.id))
}

/**
 * Decides about a piece before a byte of it is read.
 *
 * @returns its longest, in bytes
 * @throws AppError NOT_FOUND; CONFLICT with `received_bytes` when it is not the next one
 */
export async function admitPiece(
  ctx: TenantContext,
  { params, query }: InputOf<typeof contracts.continueUpload>,
): Promise<number> {
  const row = await findUpload(ctx, params.id)
  if (query.offset !== row.receivedBytes) throw notNext(row)
  if (row.pieces.length >= MAX_PIECES) throw invalid('offset', `comes after ${MAX_PIECES} pieces: make them larger`)
  return Math.min(MAX_PIECE_BYTES, row.sizeBytes - row.receivedBytes)
}

/** @throws AppError FILE_EMPTY for no bytes; CONFLICT when another piece was first */
export async function continueUpload(
  ctx: TenantContext,
  { params, query }: InputOf<typeof contracts.continueUpload>,
  piece: SpooledFile,
): Promise<UploadForm> {
  if (piece.sizeBytes === 0) throw new AppError('FILE_EMPTY', 'The piece holds nothing')
  const before = await findUpload(ctx, params.id)
  const key = `${ctx.tenant.id}/uploads/${params.id}/${ctx.app.ids.uuid()}`
  await ctx.app.storage.put(key, piece.path)
  const receivedBytes = query.offset + piece.sizeBytes
  const pieces = [...before.pieces, { key, sizeBytes: piece.sizeBytes }]
  const isNext = and(eq(fileUploads.id, params.id), eq(fileUploads.receivedBytes, query.offset))
  const [row] = await ctx.db.update(fileUploads, { pieces, receivedBytes, expiresAt: later(ctx) }, isNext)
  if (row) return uploadForm(row)
  await ctx.app.storage.remove(key)
  throw notNext(await findUpload(ctx, params.id))
}

/** @throws AppError NOT_FOUND; CONFLICT while pieces are missing; as `keepFile` does, and keeps it where it may still end well */
export async function finishUpload(
  ctx: TenantContext,
  { params, body }: InputOf<typeof contracts.finishUpload>,
): Promise<FileForm> {
  const row = await findUpload(ctx, params.id)
  if (row.receivedBytes < row.sizeBytes) throw notNext(row)
  const whole = await ctx.app.spool.write(bytesOf(ctx, row), row.sizeBytes)
  try {
    const details = {
      filename: row.filename,
      description: row.description,
      tag_list: row.tagList,
      caller_number: row.callerNumber,
      on_conflict: body.on_conflict ?? row.onConflict,
    }
    // With the file its upload ends: of two who finish it, the second one finds nothing.
    const end = async (tx: TenantDb) => {
      if ((await tx.remove(fileUploads, eq(fileUploads.id, row.id))).length === 0) throw notFound()
    }
    const file = await keepFile(ctx, 'uploads.finish', whole, details, { reservedBytes: row.sizeBytes, end })
    await discardPieces(ctx, row).catch(() => undefined) // strays by now, which the sweep finds
    return file
  } catch (error) {
    if (error instanceof AppError && !MAY_STILL_END_WELL.includes(error.errorName)) await discardUpload(ctx, row)
    throw error
  } finally {
    await ctx.app.spool.discard(whole.path)
  }
}

/** @throws AppError NOT_FOUND */
export async function cancelUpload(
  ctx: TenantContext,
  { params }: { params: { id: string } },
): Promise<{ deleted: true }> {
  await discardUpload(ctx, await findUpload(ctx, params.id))
  return { deleted: true }
}

/** Gives up what nobody has gone on with. */
export async function discardExpiredUploads(ctx: TenantContext): Promise<void> {
  const expired = await ctx.db.find(fileUploads, { where: lte(fileUploads.expiresAt, nowText(ctx)), limit: 500 })
  for (const row of expired) await discardUpload(ctx, row)
}

/** Its pieces first: while the row is there, they are somebody's. */
async function discardUpload(ctx: TenantContext, row: UploadRow): Promise<void> {
  await discardPieces(ctx, row)
  await ctx.db.remove(fileUploads, eq(fileUploads.id, row.id))
}

async function discardPieces(ctx: TenantContext, row: UploadRow): Promise<void> {
  for (const { key } of row.pieces) await ctx.app.storage.remove(key)
}

async function* bytesOf(ctx: TenantContext, row: UploadRow): AsyncGenerator<Uint8Array> {
  for (const { key } of row.pieces) {
    const piece = await ctx.app.storage.read(key)
    if (!piece) throw new Error('A piece of the upload is gone from the storage')
    yield* piece as AsyncIterable<Uint8Array>
  }
}

async function findUpload(ctx: TenantContext, id: string): Promise<UploadRow> {
  const isOwn = eq(fileUploads.actor, ctx.principal.actorId)
  const where = and(eq(fileUploads.id, id), isOwn, gt(fileUploads.expiresAt, nowText(ctx)))
  const [row] = await ctx.db.find(fileUploads, { where })
  if (!row) throw notFound()
  return row
}

function notNext(row: UploadRow): AppError {
  return new AppError(
    'CONFLICT',
    `${row.receivedBytes} of ${row.sizeBytes} bytes have been received: go on from there`,
    {
      received_bytes: row.receivedBytes,
      file_size: row.sizeBytes,
    },
  )
}

const later = (ctx: TenantContext) => new Date(ctx.app.clock.now().getTime() + KEPT_MS).toISOString()

function uploadForm(row: UploadRow): UploadForm {
  return {
    id: row.id,
    filename: row.filename,
    file_size: row.sizeBytes,
    received_bytes: row.receivedBytes,
    max_piece_bytes: MAX_PIECE_BYTES,
    expires_at: row.expiresAt,
  }
}
