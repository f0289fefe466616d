import type { Call } from '../model.ts'
import { findNumber } from '../network/register-account.ts'
import type { World } from '../world.ts'
import { addCall } from './add-call.ts'
import { openSession } from './call-session.ts'
import { reportFailure } from './report-failure.ts'
import { converse } from './run-call.ts'

/**
 * A handset calls an account's number: its webhook is asked while it rings, and its document is walked.
 * @param attended whether a person hears the call at normal speed.
 * @throws Error when no account has the number or the number has no voice webhook.
 */
export function receiveCall(world: World, given: { from: string; to: string; attended?: boolean }): Call {
  const number = findNumber(world, given.to)
  if (!number) throw new Error(`No account has the number ${given.to}`)
  const application = world.applications.get(number.voiceApplicationSid)
  const { VoiceUrl, VoiceMethod, VoiceFallbackUrl, VoiceFallbackMethod } = application ?? number
  if (!VoiceUrl) throw new Error(`The number ${given.to} has no VoiceUrl`)
  const call = addCall(world, {
    ...{ accountSid: number.accountSid, from: given.from, to: given.to, direction: 'inbound', status: 'ringing' },
    ...{ phoneNumberSid: number.sid, applicationSid: application?.sid ?? null, startedAt: world.clock.now() },
    source: { kind: 'url', url: VoiceUrl, method: VoiceMethod, params: [] },
    fallback: VoiceFallbackUrl ? { url: VoiceFallbackUrl, method: VoiceFallbackMethod } : null,
  })
  if (application?.StatusCallback) {
    const { StatusCallback: url, StatusCallbackMethod: method } = application
    call.statusCallback = { url, method, events: ['completed'] }
  }
  const session = openSession(world, call)
  session.attended = given.attended ?? false
  world.events.emit('call', { sid: call.sid, from: call.from, to: call.to, status: 'ringing', event: 'ringing' })
  converse(world, session).catch(reportFailure)
  return call
}
