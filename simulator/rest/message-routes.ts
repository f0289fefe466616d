import { addMessage } from '../messages/add-message.ts'
import { checkMessage } from '../messages/check-message.ts'
import { isFinal, runMessageAhead, setMessageStatus, startMessage } from '../messages/message-life.ts'
import { presentMessage } from '../messages/present-message.ts'
import type { Message } from '../model.ts'
import { dateFilter } from './date-filter.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

export const messageRoutes: RestRoute[] = [
  { method: 'POST', pattern: '/Accounts/:accountSid/Messages.json', operation: 'messages.create', handle: create },
  { method: 'GET', pattern: '/Accounts/:accountSid/Messages.json', operation: 'messages.list', handle: list },
  { method: 'GET', pattern: '/Accounts/:accountSid/Messages/:sid.json', operation: 'messages.fetch', handle: fetch },
  { method: 'POST', pattern: '/Accounts/:accountSid/Messages/:sid.json', operation: 'messages.update', handle: update },
  {
    ...{ method: 'DELETE', pattern: '/Accounts/:accountSid/Messages/:sid.json' },
    ...{ operation: 'messages.delete', handle: remove },
  },
]

function create({ world, account, form }: RestRequest): RestAnswer {
  const { sendAt, ...request } = checkMessage(world, account, form)
  const status = sendAt ? 'scheduled' : request.messagingServiceSid ? 'accepted' : 'queued'
  const message = addMessage(world, { ...request, accountSid: account.sid, direction: 'outbound-api', status })
  return {
    ...{ status: 201, sid: message.sid, body: presentMessage(message) },
    start: () => startMessage(world, message, sendAt ?? world.clock.now()),
    runAhead: () => runMessageAhead(world, message),
  }
}

function list({ world, account, query, uri }: RestRequest): RestAnswer {
  const sentInTime = dateFilter(query, 'DateSent')
  const [to, from] = [query.get('To'), query.get('From')]
  const items = world.messages
    .newestFirst()
    .filter((message) => message.accountSid === account.sid && !message.removed)
    .filter((message) => (!to || message.to === to) && (!from || message.from === from) && sentInTime(message.sentAt))
  return { status: 200, body: pageOf({ items, query, uri, key: 'messages', present: presentMessage }) }
}

function fetch(request: RestRequest): RestAnswer {
  const message = find(request)
  return { status: 200, sid: message.sid, body: presentMessage(message) }
}

/** An empty Body redacts a message that is over; Status=canceled stops one that has not begun. */
function update(request: RestRequest): RestAnswer {
  const { world, form } = request
  const message = find(request)
  if (form.get('Status') === 'canceled') {
    if (message.status !== 'scheduled' && message.status !== 'accepted') throw new RestError(30409)
    void setMessageStatus(world, message, 'canceled')
  } else if (form.has('Status')) throw new RestError(20001, 'Invalid Status')
  if (form.has('Body')) {
    if (form.get('Body') !== '') throw new RestError(20001, 'Body can only be set to an empty string')
    if (!isFinal(message)) throw new RestError(20009)
    message.body = ''
    message.updatedAt = world.clock.now()
  }
  return { status: 200, sid: message.sid, body: presentMessage(message) }
}

function remove(request: RestRequest): RestAnswer {
  const message = find(request)
  if (!isFinal(message)) throw new RestError(20009)
  message.removed = true
  return { status: 204, sid: message.sid, body: null }
}

function find({ world, account, path, uri }: RestRequest): Message {
  const message = world.messages.get(path.sid ?? '')
  if (!message || message.accountSid !== account.sid || message.removed) {
    throw new RestError(20404, `The requested resource ${uri} was not found`)
  }
  return message
}
