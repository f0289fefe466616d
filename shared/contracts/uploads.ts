import { z } from 'zod'
import { MAX_FILENAME } from '../files/file-kinds.ts'
import { Instant } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'
import { File, FileDetails, OnConflict } from './files.ts'

const ById = z.object({ id: z.uuid() })

/** A file that comes in pieces: it can be paused, and goes on where it stopped, from whatever was received. */
export const Upload = z.object({
  id: z.string(),
  filename: z.string(),
  /** In bytes: of the whole, and of what has been received. */
  file_size: z.number().int(),
  received_bytes: z.number().int(),
  /** No piece may be longer. */
  max_piece_bytes: z.number().int(),
  /** It is given up then; each piece puts it off. */
  expires_at: Instant,
})

export const beginUpload = defineContract({
  id: 'uploads.begin',
  method: 'POST',
  path: '/api/files/uploads',
  summary: 'Begins an upload in pieces; what can be refused is refused before a byte is sent',
  access: { tenant: 'files:write' },
  body: z.strictObject({
    filename: z.string().min(1).max(MAX_FILENAME),
    file_size: z.number().int().min(0),
    ...FileDetails,
    on_conflict: OnConflict.optional(),
  }),
  data: Upload,
  message: 'Upload begun',
  creates: true,
  idempotency: 'transaction',
})

export const getUpload = defineContract({
  id: 'uploads.get',
  method: 'GET',
  path: '/api/files/uploads/{id}',
  summary: 'How much of an upload has been received',
  access: { tenant: 'files:read' },
  params: ById,
  data: Upload,
  message: 'Upload retrieved successfully',
})

export const continueUpload = defineContract({
  id: 'uploads.continue',
  method: 'PUT',
  path: '/api/files/uploads/{id}',
  summary: 'Takes the next piece as it is, which begins at the offset; any other offset is refused with 409',
  access: { tenant: 'files:write' },
  params: ById,
  query: z.strictObject({
    offset: z
      .string()
      .regex(/^\d{1,15}$/, 'must be a number of bytes')
      .transform(Number),
  }),
  receives: 'bytes',
  data: Upload,
  message: 'Piece received',
})

export const finishUpload = defineContract({
  id: 'uploads.finish',
  method: 'POST',
  path: '/api/files/uploads/{id}/finish',
  summary: 'Makes a file of all its pieces',
  access: { tenant: 'files:write' },
  params: ById,
  body: z.strictObject({ on_conflict: OnConflict.optional() }),
  data: File,
  message: 'File uploaded successfully',
  creates: true,
  idempotency: 'ledger',
})

export const cancelUpload = defineContract({
  id: 'uploads.cancel',
  method: 'DELETE',
  path: '/api/files/uploads/{id}',
  summary: 'Gives an upload up, with all that was received',
  access: { tenant: 'files:write' },
  params: ById,
  data: z.object({ deleted: z.literal(true) }),
  message: 'Upload cancelled',
})
