import { deliverCallback } from '../delivery/deliver-callback.ts'
import type { Call, CallEvent, CallStatus } from '../model.ts'
import { findNumber } from '../network/register-account.ts'
import { rfc2822 } from '../rest/formats.ts'
import type { World } from '../world.ts'
import { callParams } from './call-params.ts'

/** Gives a call its next status. `initiated` is only ever seen in callbacks; the resource stays queued. */
export function reportProgress(world: World, call: Call, event: CallEvent, status: CallStatus): Promise<void> {
  const now = world.clock.now()
  call.updatedAt = now
  if (event === 'initiated') call.startedAt = now
  else {
    call.status = status
    call.history.push({ status, at: now })
  }
  if (event === 'answered') call.answeredAt = now
  world.events.emit('call', { sid: call.sid, from: call.from, to: call.to, status, event })
  const jobs = [reportToCaller(world, call, event, event === 'initiated' ? 'initiated' : status)]
  if (event === 'completed') jobs.push(reportToNumber(world, call, status))
  return Promise.all(jobs).then(() => undefined)
}

async function reportToCaller(world: World, call: Call, event: CallEvent, status: string): Promise<void> {
  const wanted = call.statusCallback
  if (!wanted || !wanted.events.includes(event)) return
  const { sid, accountSid, to } = call
  const params = statusParams(world, call, status)
  const target = { kind: 'call.status', sid, accountSid, to, status, service: 'voice' as const }
  await deliverCallback(world, { ...target, url: wanted.url, method: wanted.method, params })
}

/** A number's own StatusCallback hears the end of every call that came in on it. */
async function reportToNumber(world: World, call: Call, status: string): Promise<void> {
  if (call.direction !== 'inbound') return
  const number = findNumber(world, call.to, call.accountSid)
  if (!number?.StatusCallback) return
  const { sid, accountSid, to } = call
  await deliverCallback(world, {
    ...{ kind: 'number.status', sid, accountSid, to, status, service: 'voice' },
    ...{ url: number.StatusCallback, method: number.StatusCallbackMethod, params: statusParams(world, call, status) },
  })
}

/** https://www.twilio.com/docs/voice/api/call-resource#statuscallback */
function statusParams(world: World, call: Call, status: string): [string, string][] {
  const params = callParams(call).map(([name, value]): [string, string] =>
    name === 'CallStatus' ? [name, status] : [name, value],
  )
  params.push(['CallbackSource', 'call-progress-events'])
  params.push(['SequenceNumber', String(call.sequenceNumber)])
  params.push(['Timestamp', rfc2822(world.clock.now())])
  call.sequenceNumber += 1
  if (call.endedAt !== null) {
    params.push(['CallDuration', String(call.durationSeconds ?? 0)])
    if (call.status === 'completed') params.push(['Duration', String(Math.ceil((call.durationSeconds ?? 0) / 60))])
    if (call.sipResponseCode) params.push(['SipResponseCode', String(call.sipResponseCode)])
    const recording = world.recordings.all().find((item) => item.callSid === call.sid && item.source === 'OutboundAPI')
    if (recording) {
      const url = `${world.baseUrl}/2010-04-01/Accounts/${call.accountSid}/Recordings/${recording.sid}`
      params.push(['RecordingUrl', url], ['RecordingSid', recording.sid])
      params.push(['RecordingDuration', String(recording.durationSeconds)])
    }
  }
  return params
}
