import { addCall } from '../calls/add-call.ts'
import { openSession } from '../calls/call-session.ts'
import { checkCall } from '../calls/check-call.ts'
import { playHoldMusic } from '../calls/hold-music.ts'
import { reportFailure } from '../calls/report-failure.ts'
import { startCall } from '../calls/run-call.ts'
import type { Conference } from '../model.ts'
import type { Member } from '../world.ts'
import { formBoolean, rfc2822 } from './formats.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

const one = '/Accounts/:accountSid/Conferences/:sid'
const participant = `${one}/Participants/:callSid.json`

export const conferenceRoutes: RestRoute[] = [
  { method: 'GET', pattern: '/Accounts/:accountSid/Conferences.json', operation: 'conferences.list', handle: list },
  { method: 'GET', pattern: `${one}.json`, operation: 'conferences.fetch', handle: fetch },
  { method: 'POST', pattern: `${one}.json`, operation: 'conferences.update', handle: end },
  { method: 'GET', pattern: `${one}/Participants.json`, operation: 'participants.list', handle: listMembers },
  { method: 'POST', pattern: `${one}/Participants.json`, operation: 'participants.create', handle: invite },
  { method: 'GET', pattern: participant, operation: 'participants.fetch', handle: fetchMember },
  { method: 'POST', pattern: participant, operation: 'participants.update', handle: change },
  { method: 'DELETE', pattern: participant, operation: 'participants.delete', handle: putOut },
]

function list({ world, account, query, uri }: RestRequest): RestAnswer {
  const [name, status] = [query.get('FriendlyName'), query.get('Status')]
  const items = [...world.conferences.values()]
    .filter((item) => item.accountSid === account.sid)
    .filter((item) => (!name || item.friendlyName === name) && (!status || item.status === status))
    .reverse()
  return { status: 200, body: pageOf({ items, query, uri, key: 'conferences', present }) }
}

function fetch(request: RestRequest): RestAnswer {
  const conference = find(request)
  return { status: 200, sid: conference.sid, body: present(conference) }
}

function end(request: RestRequest): RestAnswer {
  const conference = find(request)
  if (request.form.get('Status') !== 'completed') throw new RestError(20001, 'Invalid Status')
  for (const { exit } of request.world.rooms.get(conference.sid)?.values() ?? []) exit.abort()
  return { status: 200, sid: conference.sid, body: present(conference) }
}

function listMembers(request: RestRequest): RestAnswer {
  const { world, query, uri } = request
  const conference = find(request)
  const items = [...(world.rooms.get(conference.sid) ?? [])].map(([sid, member]) => ({ sid, member }))
  const presentItem = ({ sid, member }: (typeof items)[number]) => presentMember(conference, sid, member)
  return { status: 200, body: pageOf({ items, query, uri, key: 'participants', present: presentItem }) }
}

/** Calls somebody, who is in the conference once they answer. */
function invite(request: RestRequest): RestAnswer {
  const { world, account, form } = request
  const conference = find(request)
  const ending = formBoolean(form.get('EndConferenceOnExit'))
  const room = `<Conference endConferenceOnExit="${ending}">${conference.friendlyName}</Conference>`
  const instructions = new URLSearchParams(form)
  instructions.set('Twiml', `<Response><Dial>${room}</Dial></Response>`)
  const asked = checkCall(world, account, instructions)
  const call = addCall(world, { ...asked, accountSid: account.sid, direction: 'outbound-api', status: 'queued' })
  const session = openSession(world, call)
  const member = { exit: new AbortController(), endsOnExit: ending, held: false, muted: false }
  const body = presentMember(conference, call.sid, member, 'queued')
  return { status: 201, sid: call.sid, body, start: () => startCall(world, session) }
}

function fetchMember(request: RestRequest): RestAnswer {
  const { conference, sid, member } = findMember(request)
  return { status: 200, sid, body: presentMember(conference, sid, member) }
}

/** https://www.twilio.com/docs/voice/api/conference-participant-resource#update-a-participant-resource */
function change(request: RestRequest): RestAnswer {
  const { world, form } = request
  const { conference, sid, member } = findMember(request)
  const [hold, muted, ends] = ['Hold', 'Muted', 'EndConferenceOnExit'].map((name) => form.get(name))
  if (muted) member.muted = formBoolean(muted)
  if (ends) member.endsOnExit = formBoolean(ends)
  const isHeldNow = hold ? formBoolean(hold) : member.held
  const begins = isHeldNow && !member.held
  member.held = isHeldNow
  const session = world.sessions.get(sid)
  const method = form.get('HoldMethod') === 'GET' ? 'GET' : 'POST'
  const play = () => void playHoldMusic(world, session!, form.get('HoldUrl'), method).catch(reportFailure)
  const body = presentMember(conference, sid, member)
  return { status: 200, sid, body, ...(begins && session && { start: play }) }
}

function putOut(request: RestRequest): RestAnswer {
  const { sid, member } = findMember(request)
  member.exit.abort()
  return { status: 204, sid, body: null }
}

function find({ world, account, path, uri }: RestRequest): Conference {
  const conference = world.conferences.get(path.sid ?? '')
  if (!conference || conference.accountSid !== account.sid) {
    throw new RestError(20404, `The requested resource ${uri} was not found`)
  }
  return conference
}

function findMember(request: RestRequest): { conference: Conference; sid: string; member: Member } {
  const conference = find(request)
  const sid = request.path.callSid ?? ''
  const member = request.world.rooms.get(conference.sid)?.get(sid)
  if (!member) throw new RestError(20404, `The requested resource ${request.uri} was not found`)
  return { conference, sid, member }
}

/** https://www.twilio.com/docs/voice/api/conference-resource */
function present({ sid, accountSid, friendlyName, status, createdAt }: Conference): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Conferences/${sid}`
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid_ending_conference: null,
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(createdAt),
    friendly_name: friendlyName,
    reason_conference_ended: null,
    region: 'us1',
    sid,
    status,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
    uri: `${uri}.json`,
  }
}

/** https://www.twilio.com/docs/voice/api/conference-participant-resource */
function presentMember(conference: Conference, callSid: string, member: Member, status = 'connected') {
  return {
    account_sid: conference.accountSid,
    call_sid: callSid,
    call_sid_to_coach: null,
    coaching: false,
    conference_sid: conference.sid,
    date_created: rfc2822(conference.createdAt),
    date_updated: rfc2822(conference.createdAt),
    end_conference_on_exit: member.endsOnExit,
    hold: member.held,
    label: null,
    muted: member.muted,
    queue_time: null,
    start_conference_on_enter: true,
    status,
    uri: `/2010-04-01/Accounts/${conference.accountSid}/Conferences/${conference.sid}/Participants/${callSid}.json`,
  }
}
