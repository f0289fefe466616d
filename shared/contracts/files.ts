import { z } from 'zod'
import { FILE_TYPES, MAX_FILENAME, PLAYABLE_REASONS } from '../files/file-kinds.ts'
import { E164, Instant, Paging, RowId } from '../schemas/primitives.ts'
import { TagList } from '../schemas/tags.ts'
import { defineContract } from './contract.ts'

const Flag = z.enum(['true', 'false'])
export const ById = z.object({ id: RowId })

export const File = z.object({
  id: z.number().int(),
  /** Whatever its owner calls it, however odd: text, never a path. */
  filename: z.string(),
  /** What a template calls it, `{MP3~name}`: the file's name without its ending. */
  name: z.string(),
  /** By its content. */
  file_type: z.enum(FILE_TYPES),
  /** In bytes. */
  file_size: z.number().int(),
  sha256: z.string(),
  description: z.string().nullable(),
  /** Tags with commas between them. */
  tag_list: z.string().nullable(),
  caller_number: z.string().nullable(),
  /** Of audio, once it has been measured: milliseconds, bits a second, channels, samples a second. */
  duration_ms: z.number().int().nullable(),
  bitrate: z.number().int().nullable(),
  channels: z.number().int().nullable(),
  sample_rate: z.number().int().nullable(),
  /** How loud it is, in equal steps of its length, 0 to 100; null until it has been measured. */
  peaks: z.array(z.number().int().min(0).max(100)).nullable(),
  /** A call can play it. */
  is_playable: z.boolean(),
  /** Why a call cannot. */
  not_playable: z.enum(PLAYABLE_REASONS).nullable(),
  /** Plays it, for seven days and without a key; null for what cannot be played in a call. */
  url: z.string().nullable(),
  /** How many templates play it. */
  used_by_count: z.number().int(),
  /** Whether callers hear it on hold. */
  is_hold_music: z.boolean(),
  /** When it was removed; null while it is there. */
  removed_at: Instant.nullable(),
  /** Until when a removed one can be had back. */
  purged_at: Instant.nullable(),
  created_at: Instant,
  updated_at: Instant,
})

const Template = z.object({ id: z.number().int(), name: z.string() })

export const listFiles = defineContract({
  id: 'files.list',
  method: 'GET',
  path: '/api/files',
  summary: 'Audio and other files, by name; with removed=true those that can still be had back, latest first',
  access: { tenant: 'files:read' },
  query: z.strictObject({
    ...Paging,
    /** Part of the name, the description or a tag. */
    search: z.string().trim().min(1).max(200).optional(),
    file_type: z.enum(FILE_TYPES).optional(),
    /** A whole tag, in any case. */
    tag: z.string().trim().min(1).max(50).optional(),
    /** What calls can play, or what they cannot. */
    playable: Flag.optional(),
    removed: Flag.optional(),
  }),
  data: File,
  collection: 'files',
  message: 'Files retrieved successfully',
})

export const getFileUsage = defineContract({
  id: 'files.usage',
  method: 'GET',
  path: '/api/files/usage',
  summary: 'How much room there is, what is taken, and the tags and types in use',
  access: { tenant: 'files:read' },
  data: z.object({
    used_bytes: z.number().int(),
    quota_bytes: z.number().int(),
    /** Part of `used_bytes`: removed files that can still be had back. */
    removed_bytes: z.number().int(),
    /** Said before it is reached. */
    is_nearly_full: z.boolean(),
    max_file_bytes: z.number().int(),
    allowed_types: z.array(z.enum(FILE_TYPES)),
    /** m4a becomes playable here. */
    can_transcode: z.boolean(),
    types: z.array(z.object({ file_type: z.enum(FILE_TYPES), count: z.number().int() })),
    tags: z.array(z.object({ tag: z.string(), count: z.number().int() })),
  }),
  message: 'Usage retrieved successfully',
})

export const getFile = defineContract({
  id: 'files.get',
  method: 'GET',
  path: '/api/files/{id}',
  summary: 'One file, and the templates that play it',
  access: { tenant: 'files:read' },
  params: ById,
  data: File.extend({ used_by: z.array(Template) }),
  message: 'File retrieved successfully',
})

/** What people say about a file. */
export const FileDetails = {
  description: z.string().trim().max(500).nullable().optional(),
  tag_list: TagList.nullable().optional(),
  caller_number: E164.nullable().optional(),
}

/** Of an upload: whose name is taken is refused with 409, or called something else. */
export const OnConflict = z.enum(['refuse', 'rename'])

export const uploadFile = defineContract({
  id: 'files.upload',
  method: 'POST',
  path: '/api/files/upload',
  summary: 'Uploads one file as multipart/form-data, in the part `file`; its content decides what it is',
  access: { tenant: 'files:write' },
  receives: 'form',
  body: z.strictObject({
    /** Instead of the name that the part carries. */
    filename: z.string().min(1).max(MAX_FILENAME).optional(),
    ...FileDetails,
    on_conflict: OnConflict.optional(),
  }),
  data: File,
  message: 'File uploaded successfully',
  creates: true,
})

export const updateFile = defineContract({
  id: 'files.update',
  method: 'PUT',
  path: '/api/files/{id}',
  summary: 'Changes the description, the tags or the caller number',
  access: { tenant: 'files:write' },
  params: ById,
  body: z.strictObject(FileDetails),
  readOnly: [...Object.keys(File.shape).filter((name) => !(name in FileDetails)), 'used_by'],
  data: File,
  message: 'File updated successfully',
})

export const removeFile = defineContract({
  id: 'files.remove',
  method: 'DELETE',
  path: '/api/files/{id}',
  summary: 'Removes a file; it can be had back until it is purged. Refused while templates play it, unless forced',
  access: { tenant: 'files:write' },
  params: ById,
  query: z.strictObject({
    /** Although templates play it. */
    force: Flag.optional(),
    /** For good, and at once: also one that was removed before. */
    purge: Flag.optional(),
  }),
  data: z.object({ deleted: z.literal(true), purged_at: Instant }),
  message: 'File deleted successfully',
})

export const restoreFile = defineContract({
  id: 'files.restore',
  method: 'POST',
  path: '/api/files/{id}/restore',
  summary: 'Takes a removal back',
  access: { tenant: 'files:write' },
  params: ById,
  body: z.strictObject({}),
  data: File,
  message: 'File restored successfully',
})

export const downloadFile = {
  ...defineContract({
    id: 'files.download',
    method: 'GET',
    path: '/api/files/{id}/download',
    summary: 'The bytes as they were uploaded, whole or a range of them',
    access: { tenant: 'files:read' },
    params: ById,
    data: z.string(),
    message: '',
  }),
  produces: 'application/octet-stream',
} as const
