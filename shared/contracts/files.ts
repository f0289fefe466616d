import { z } from 'zod'
import { Instant, Paging } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

export const File = z.object({
  id: z.number().int(),
  filename: z.string(),
  /** What a template calls it, `{MP3~name}`: the file's name without its ending. */
  name: z.string(),
  file_type: z.string(),
  /** In bytes. */
  file_size: z.number().int().nullable(),
  description: z.string().nullable(),
  /** Plays it, for seven days and without a key; null for what cannot be played in a call. */
  url: z.string().nullable(),
  created_at: Instant,
})

export const listFiles = defineContract({
  id: 'files.list',
  method: 'GET',
  path: '/api/files',
  summary: 'Audio and other files, by name',
  access: { tenant: 'files:read' },
  query: z.strictObject({
    ...Paging,
    /** Part of the name or the description. */
    search: z.string().trim().min(1).max(200).optional(),
    file_type: z.string().max(20).optional(),
  }),
  data: File,
  collection: 'files',
  message: 'Files retrieved successfully',
})
