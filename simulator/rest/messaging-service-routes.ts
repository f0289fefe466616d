import { RestError } from './rest-error.ts'
import type { RestAnswer, RestRequest, RestRoute } from './rest-request.ts'

export const messagingServiceRoutes: RestRoute[] = [
  { method: 'GET', pattern: '/v1/Services/:sid', operation: 'messaging-services.fetch', handle: fetch },
]

/** https://www.twilio.com/docs/messaging/api/service-resource */
function fetch({ account, path, uri }: RestRequest): RestAnswer {
  const service = account.messagingServices.find(({ sid }) => sid === path.sid)
  if (!service) throw new RestError(20404, `The requested resource ${uri} was not found`)
  return {
    ...{ status: 200, sid: service.sid },
    body: {
      ...{ sid: service.sid, account_sid: account.sid, friendly_name: service.friendlyName },
      ...{ date_created: iso(account.createdAt), date_updated: iso(account.createdAt) },
      ...{ inbound_request_url: null, inbound_method: 'POST', fallback_url: null, fallback_method: 'POST' },
      ...{ status_callback: null, sticky_sender: true, smart_encoding: true, validity_period: 14_400 },
      ...{ use_inbound_webhook_on_number: true, usecase: 'undeclared', us_app_to_person_registered: false },
      url: `https://messaging.twilio.com${uri}`,
    },
  }
}

const iso = (at: number) => new Date(at).toISOString()
