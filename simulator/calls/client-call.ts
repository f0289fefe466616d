import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Call } from '../model.ts'
import type { World } from '../world.ts'
import { addCall } from './add-call.ts'
import { openSession } from './call-session.ts'
import { reportFailure } from './report-failure.ts'
import { converse } from './run-call.ts'

type ClientCall = {
  token?: string | undefined
  identity?: string | undefined
  applicationSid?: string | undefined
  params?: Record<string, string> | undefined
  attended?: boolean | undefined
}

/**
 * A browser calls: its TwiML application's address is asked with the browser's own parameters.
 * https://www.twilio.com/docs/voice/sdks/javascript/twiml#twilio-request-parameters
 * @param given a token, which is checked as Twilio does; or an identity and an application, for what no token would give.
 * @throws Error when the token does not let the browser call, or no such application takes calls.
 */
export function receiveClientCall(world: World, given: ClientCall): Call {
  const { identity, applicationSid } = given.token ? readToken(world, given.token) : given
  const application = world.applications.get(applicationSid ?? '')
  if (!application?.VoiceUrl) throw new Error(`No application ${applicationSid} takes calls`)
  const { VoiceUrl, VoiceMethod, VoiceFallbackUrl, VoiceFallbackMethod } = application
  const { StatusCallback, StatusCallbackMethod } = application
  const { To = '', ...params } = given.params ?? {}
  const call = addCall(world, {
    ...{ accountSid: application.accountSid, from: `client:${identity}`, to: To, direction: 'inbound' },
    ...{ status: 'ringing', applicationSid: application.sid, startedAt: world.clock.now() },
    source: { kind: 'url', url: VoiceUrl, method: VoiceMethod, params: Object.entries(params) },
    fallback: VoiceFallbackUrl ? { url: VoiceFallbackUrl, method: VoiceFallbackMethod } : null,
    statusCallback: StatusCallback
      ? { url: StatusCallback, method: StatusCallbackMethod, events: ['completed'] }
      : null,
  })
  const session = openSession(world, call)
  session.attended = given.attended ?? false
  converse(world, session).catch(reportFailure)
  return call
}

type Claims = {
  iss?: string
  sub?: string
  exp?: number
  grants?: { identity?: string; voice?: { outgoing?: { application_sid?: string } } }
}

/** https://www.twilio.com/docs/iam/access-tokens. @throws Error for a token that no key of the account signed, that is over, or that lets nobody call. */
function readToken(world: World, token: string): { identity: string; applicationSid: string } {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { cty, alg } = decode(header) as { cty?: string; alg?: string }
  const { iss, sub, exp = 0, grants } = decode(payload) as Claims
  const key = world.accounts.get(sub ?? '')?.apiKeys.find(({ sid }) => sid === iss)
  const known = createHmac('sha256', key?.secret ?? '')
    .update(`${header}.${payload}`)
    .digest()
  const given = Buffer.from(signature, 'base64url')
  const isSigned = key !== undefined && given.length === known.length && timingSafeEqual(known, given)
  if (!isSigned || alg !== 'HS256' || cty !== 'twilio-fpa;v=1') throw new Error('20101: invalid access token')
  if (exp * 1000 < world.clock.now()) throw new Error('20104: access token expired')
  const { identity, voice } = grants ?? {}
  const applicationSid = voice?.outgoing?.application_sid
  if (!identity || !applicationSid) throw new Error('31201: this token lets nobody call')
  return { identity, applicationSid }
}

function decode(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8') || '{}')
}
