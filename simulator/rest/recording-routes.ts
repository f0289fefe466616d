import { recordingUrl } from '../calls/add-recording.ts'
import { mp3Of, wavOf } from '../calls/recording-media.ts'
import type { Recording } from '../model.ts'
import type { World } from '../world.ts'
import { dateFilter } from './date-filter.ts'
import { rfc2822 } from './formats.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

const one = '/Accounts/:accountSid/Recordings/:sid'

export const recordingRoutes: RestRoute[] = [
  { method: 'GET', pattern: '/Accounts/:accountSid/Recordings.json', operation: 'recordings.list', handle: list },
  {
    ...{ method: 'GET', pattern: '/Accounts/:accountSid/Calls/:callSid/Recordings.json' },
    ...{ operation: 'recordings.list', handle: list },
  },
  { method: 'GET', pattern: `${one}.json`, operation: 'recordings.fetch', handle: fetch },
  { method: 'DELETE', pattern: `${one}.json`, operation: 'recordings.delete', handle: remove },
  { method: 'GET', pattern: `${one}.mp3`, operation: 'recordings.media', handle: mp3 },
  { method: 'GET', pattern: `${one}.wav`, operation: 'recordings.media', handle: wav },
  { method: 'GET', pattern: one, operation: 'recordings.media', handle: wav },
]

function list({ world, account, path, query, uri }: RestRequest): RestAnswer {
  const created = dateFilter(query, 'DateCreated')
  const callSid = path.callSid ?? query.get('CallSid')
  const conferenceSid = query.get('ConferenceSid')
  const items = world.recordings
    .newestFirst()
    .filter((item) => item.accountSid === account.sid && !item.removed && created(item.createdAt))
    .filter(
      (item) => (!callSid || item.callSid === callSid) && (!conferenceSid || item.conferenceSid === conferenceSid),
    )
  const present = (item: Recording) => presentRecording(world, item)
  return { status: 200, body: pageOf({ items, query, uri, key: 'recordings', present }) }
}

function fetch(request: RestRequest): RestAnswer {
  const recording = find(request)
  return { status: 200, sid: recording.sid, body: presentRecording(request.world, recording) }
}

function remove(request: RestRequest): RestAnswer {
  const recording = find(request)
  recording.removed = true
  return { status: 204, sid: recording.sid, body: null }
}

function mp3(request: RestRequest): RestAnswer {
  const { sid, durationSeconds } = find(request)
  return { status: 200, sid, body: null, media: { bytes: mp3Of(durationSeconds), contentType: 'audio/mpeg' } }
}

function wav(request: RestRequest): RestAnswer {
  const { sid, durationSeconds } = find(request)
  return { status: 200, sid, body: null, media: { bytes: wavOf(durationSeconds), contentType: 'audio/x-wav' } }
}

function find({ world, account, path, uri }: RestRequest): Recording {
  const recording = world.recordings.get(path.sid ?? '')
  if (!recording || recording.accountSid !== account.sid || recording.removed) {
    throw new RestError(20404, `The requested resource ${uri} was not found`)
  }
  return recording
}

/** https://www.twilio.com/docs/voice/api/recording */
function presentRecording(world: World, recording: Recording): Record<string, unknown> {
  return {
    account_sid: recording.accountSid,
    api_version: '2010-04-01',
    call_sid: recording.callSid,
    channels: 1,
    conference_sid: recording.conferenceSid,
    date_created: rfc2822(recording.createdAt),
    date_updated: rfc2822(recording.createdAt),
    duration: String(recording.durationSeconds),
    encryption_details: null,
    error_code: null,
    media_url: recordingUrl(world, recording),
    price: recording.price,
    price_unit: 'USD',
    sid: recording.sid,
    source: recording.source,
    start_time: rfc2822(recording.createdAt),
    status: 'completed',
    subresource_uris: {},
    uri: `/2010-04-01/Accounts/${recording.accountSid}/Recordings/${recording.sid}.json`,
  }
}
