import { addCall } from '../calls/add-call.ts'
import { reportProgress } from '../calls/call-progress.ts'
import { endCall, openSession } from '../calls/call-session.ts'
import { checkCall, documentSource } from '../calls/check-call.ts'
import { presentCall } from '../calls/present-call.ts'
import { startCall } from '../calls/run-call.ts'
import type { Call } from '../model.ts'
import { dateFilter } from './date-filter.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

export const callRoutes: RestRoute[] = [
  { method: 'POST', pattern: '/Accounts/:accountSid/Calls.json', operation: 'calls.create', handle: create },
  { method: 'GET', pattern: '/Accounts/:accountSid/Calls.json', operation: 'calls.list', handle: list },
  { method: 'GET', pattern: '/Accounts/:accountSid/Calls/:sid.json', operation: 'calls.fetch', handle: fetch },
  { method: 'POST', pattern: '/Accounts/:accountSid/Calls/:sid.json', operation: 'calls.update', handle: update },
  { method: 'DELETE', pattern: '/Accounts/:accountSid/Calls/:sid.json', operation: 'calls.delete', handle: remove },
]

function create({ world, account, form }: RestRequest): RestAnswer {
  const request = checkCall(world, account, form)
  const call = addCall(world, { ...request, accountSid: account.sid, direction: 'outbound-api', status: 'queued' })
  const session = openSession(world, call)
  return {
    ...{ status: 201, sid: call.sid, body: presentCall(call) },
    start: () => startCall(world, session),
    runAhead: async () => {
      await reportProgress(world, call, 'initiated', 'queued')
      startCall(world, session, true)
    },
  }
}

function list({ world, account, query, uri }: RestRequest): RestAnswer {
  const [to, from] = [query.get('To'), query.get('From')]
  const [status, parent] = [query.get('Status'), query.get('ParentCallSid')]
  const [started, ended] = [dateFilter(query, 'StartTime'), dateFilter(query, 'EndTime')]
  const items = world.calls
    .newestFirst()
    .filter((call) => call.accountSid === account.sid && !call.removed)
    .filter((call) => (!to || call.to === to) && (!from || call.from === from))
    .filter((call) => (!status || call.status === status) && (!parent || call.parentCallSid === parent))
    .filter((call) => started(call.startedAt) && ended(call.endedAt))
  return { status: 200, body: pageOf({ items, query, uri, key: 'calls', present: presentCall }) }
}

function fetch(request: RestRequest): RestAnswer {
  const call = find(request)
  return { status: 200, sid: call.sid, body: presentCall(call) }
}

/** `Status` ends a call, `Url` or `Twiml` sends a running one to other instructions. */
function update(request: RestRequest): RestAnswer {
  const { world, form } = request
  const call = find(request)
  const session = world.sessions.get(call.sid)
  const status = form.get('Status')
  if (status !== null && status !== 'completed' && status !== 'canceled') throw new RestError(20001, 'Invalid Status')
  if (!session) throw new RestError(21220)
  if (status === 'canceled' && call.answeredAt !== null) throw new RestError(21220)
  if (status) endCall(session, 'rest')
  else {
    const source = documentSource(form)
    if (call.status !== 'in-progress') throw new RestError(21220)
    session.redirectTo = source
    session.redirected.abort()
  }
  return { status: 200, sid: call.sid, body: presentCall(call) }
}

function remove(request: RestRequest): RestAnswer {
  const call = find(request)
  if (request.world.sessions.has(call.sid)) throw new RestError(20009)
  call.removed = true
  return { status: 204, sid: call.sid, body: null }
}

function find({ world, account, path, uri }: RestRequest): Call {
  const call = world.calls.get(path.sid ?? '')
  if (!call || call.accountSid !== account.sid || call.removed) {
    throw new RestError(20404, `The requested resource ${uri} was not found`)
  }
  return call
}
