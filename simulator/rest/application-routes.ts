import { newSid } from '../ids.ts'
import type { Application } from '../model.ts'
import { emptyWebhooks } from '../network/register-account.ts'
import { rfc2822 } from './formats.ts'
import { pageOf } from './paging.ts'
import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'
import { presentWebhooks, webhookFields } from './webhook-fields.ts'

const collection = '/Accounts/:accountSid/Applications.json'
const one = '/Accounts/:accountSid/Applications/:sid.json'

export const applicationRoutes: RestRoute[] = [
  { method: 'GET', pattern: collection, operation: 'applications.list', handle: list },
  { method: 'POST', pattern: collection, operation: 'applications.create', handle: create },
  { method: 'GET', pattern: one, operation: 'applications.fetch', handle: fetch },
  { method: 'POST', pattern: one, operation: 'applications.update', handle: update },
  { method: 'DELETE', pattern: one, operation: 'applications.delete', handle: remove },
]

function list({ world, account, query, uri }: RestRequest): RestAnswer {
  const name = query.get('FriendlyName')
  const items = [...world.applications.values()]
    .filter((item) => item.accountSid === account.sid && (!name || item.friendlyName === name))
    .reverse()
  return { status: 200, body: pageOf({ items, query, uri, key: 'applications', present }) }
}

function create({ world, account, form }: RestRequest): RestAnswer {
  const now = world.clock.now()
  const application: Application = {
    ...{ sid: newSid('AP'), accountSid: account.sid, friendlyName: '', createdAt: now, updatedAt: now },
    ...{ SmsStatusCallback: '', MessageStatusCallback: '' },
    ...emptyWebhooks,
    ...changes(form),
  }
  world.applications.set(application.sid, application)
  return { status: 201, sid: application.sid, body: present(application) }
}

function fetch(request: RestRequest): RestAnswer {
  const application = find(request)
  return { status: 200, sid: application.sid, body: present(application) }
}

function update(request: RestRequest): RestAnswer {
  const application = find(request)
  Object.assign(application, changes(request.form), { updatedAt: request.world.clock.now() })
  return { status: 200, sid: application.sid, body: present(application) }
}

function remove(request: RestRequest): RestAnswer {
  const application = find(request)
  request.world.applications.delete(application.sid)
  return { status: 204, sid: application.sid, body: null }
}

function changes(form: URLSearchParams): Partial<Application> {
  const fields: Partial<Application> = webhookFields(form)
  if (form.has('FriendlyName')) fields.friendlyName = form.get('FriendlyName')!
  if (form.has('SmsStatusCallback')) fields.SmsStatusCallback = form.get('SmsStatusCallback')!
  if (form.has('MessageStatusCallback')) fields.MessageStatusCallback = form.get('MessageStatusCallback')!
  return fields
}

function find({ world, account, path, uri }: RestRequest): Application {
  const application = world.applications.get(path.sid ?? '')
  if (!application || application.accountSid !== account.sid) {
    throw new RestError(20404, `The requested resource ${uri} was not found`)
  }
  return application
}

/** https://www.twilio.com/docs/usage/api/applications */
function present(application: Application): Record<string, unknown> {
  return {
    ...presentWebhooks(application),
    account_sid: application.accountSid,
    api_version: '2010-04-01',
    date_created: rfc2822(application.createdAt),
    date_updated: rfc2822(application.updatedAt),
    friendly_name: application.friendlyName,
    message_status_callback: application.MessageStatusCallback,
    public_application_connect_enabled: false,
    sid: application.sid,
    sms_status_callback: application.SmsStatusCallback,
    uri: `/2010-04-01/Accounts/${application.accountSid}/Applications/${application.sid}.json`,
    voice_caller_id_lookup: false,
  }
}
