import { z } from 'zod'
import { Instant, Paging, Period, RowId } from '../schemas/primitives.ts'
import { defineContract } from './contract.ts'

const ById = z.object({ id: z.uuid() })

export const RECORDING_SOURCES = ['call', 'voicemail', 'conference'] as const

export const Recording = z.object({
  id: z.uuid(),
  recording_sid: z.string(),
  /** Of a conference, the conference's. */
  call_sid: z.string(),
  /** The call in the history; null while nobody knows it. */
  communication_id: z.number().int().nullable(),
  direction: z.enum(['inbound', 'outbound']).nullable(),
  from_number: z.string().nullable(),
  to_number: z.string().nullable(),
  source: z.enum(RECORDING_SOURCES),
  /** `absent`: nothing was recorded, such as silence. Only a completed one can be heard. */
  status: z.enum(['in-progress', 'completed', 'absent']),
  duration_seconds: z.number().int().nullable(),
  created_at: Instant,
})

export const listRecordings = defineContract({
  id: 'recordings.list',
  method: 'GET',
  path: '/api/recordings',
  summary: 'Recorded calls and voicemails, newest first',
  access: { tenant: 'communication:read' },
  query: z.strictObject({
    ...Paging,
    communication_id: RowId.optional(),
    source: z.enum(RECORDING_SOURCES).optional(),
    ...Period,
  }),
  data: Recording,
  collection: 'recordings',
  message: 'Recordings retrieved successfully',
})

export const getRecording = defineContract({
  id: 'recordings.get',
  method: 'GET',
  path: '/api/recordings/{id}',
  summary: 'One recording',
  access: { tenant: 'communication:read' },
  params: ById,
  data: Recording,
  message: 'Recording retrieved successfully',
})

export const getRecordingAudio = {
  ...defineContract({
    id: 'recordings.audio',
    method: 'GET',
    path: '/api/recordings/{id}/audio',
    summary: 'The sound of a recording, whole or a range of it, fetched from Twilio while it is sent',
    access: { tenant: 'communication:read' },
    params: ById,
    data: z.string(),
    message: '',
  }),
  produces: 'audio/mpeg',
} as const

export const removeRecording = defineContract({
  id: 'recordings.remove',
  method: 'DELETE',
  path: '/api/recordings/{id}',
  summary: 'Deletes a recording for good: here at once, at Twilio right after',
  access: { tenant: 'logs:write' },
  params: ById,
  data: z.object({ deleted: z.literal(true) }),
  message: 'Recording deleted successfully',
})
