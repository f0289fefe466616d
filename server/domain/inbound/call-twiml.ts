import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { VoiceTarget } from '#shared/telephony/routing'
import { keepXmlCharacters } from '#shared/template/xml-text'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { recordingCallbackUrl, voiceUrl } from '../communications/urls'
import { mayBeForwardedTo } from '../compliance/gate'
import { renderCall } from '../messages/render-message'
import { resolveVoice } from '../messages/render/voices'
import { findVoiceMessage } from '../messages/voice-messages'
import { clientIdentity } from '../phone/client-identity'
import { clientParameters } from '../phone/client-parameters'
import { findActiveUserIds } from '../users/find-user'

type Forward = Extract<VoiceTarget, { type: 'forward' }>
type Voicemail = Extract<VoiceTarget, { type: 'voicemail' }>

/** What of an inbound call decides what its legs see. */
export interface CalledNumber {
  phoneNumber: string
  /** Who calls. */
  from: string
}

/** What a caller gets at a target of a number's routing. */
export async function twimlOfTarget(ctx: TenantContext, target: VoiceTarget, called: CalledNumber): Promise<string> {
  switch (target.type) {
    case 'voice_message':
      return playMessage(ctx, target.voice_message_id)
    case 'hang_up':
      return sayGoodbye(ctx, target.message)
    case 'voicemail':
      return takeVoicemail(ctx, target)
    case 'forward':
      return dialPeople(ctx, target, called)
  }
}

/** Until a number is told where its calls go, a caller is at least told that nobody answers. */
export function nobodyHere(): string {
  const response = new VoiceResponse()
  response.say({ voice: 'Polly.Joanna' }, 'Sorry, this number does not take calls. Goodbye.')
  response.hangup()
  return response.toString()
}

/** A message that cannot be said any more leaves the caller with a polite end, not with an error of the network's. */
async function playMessage(ctx: TenantContext, voiceMessageId: number): Promise<string> {
  try {
    const message = await findVoiceMessage(ctx.db, voiceMessageId)
    return (await renderCall(ctx, message, { variables: {}, strict: false })).twiml
  } catch (error) {
    if (error instanceof AppError) return nobodyHere()
    throw error
  }
}

function sayGoodbye(ctx: TenantContext, message: string): string {
  const response = new VoiceResponse()
  say(ctx, response, message)
  response.hangup()
  return response.toString()
}

function takeVoicemail(ctx: TenantContext, { greeting, max_seconds: maxLength }: Voicemail): string {
  const response = new VoiceResponse()
  say(ctx, response, greeting)
  response.record({
    maxLength,
    playBeep: true,
    action: voiceUrl(ctx, 'step=recorded'),
    recordingStatusCallback: recordingCallbackUrl(ctx),
    recordingStatusCallbackEvent: ['completed', 'absent'],
  })
  response.hangup()
  return response.toString()
}

async function dialPeople(ctx: TenantContext, target: Forward, called: CalledNumber): Promise<string> {
  const reachable = await whoIsThere(ctx, target)
  if (reachable.length === 0) return twimlOfTarget(ctx, target.fallback, called)
  const response = new VoiceResponse()
  const { autoRecordCalls, recordingAnnouncement } = ctx.settings
  if (autoRecordCalls && recordingAnnouncement) say(ctx, response, recordingAnnouncement)
  const dial = response.dial({
    timeout: target.ring_seconds,
    action: voiceUrl(ctx, 'step=dialed'),
    // The caller hears it ring and is charged for nothing until somebody is there.
    answerOnBridge: true,
    ...(target.strategy === 'in_turn' && { sequential: true }),
    ...(target.show === 'called_number' && { callerId: called.phoneNumber }),
    ...(autoRecordCalls && {
      record: 'record-from-answer-dual' as const,
      recordingStatusCallback: recordingCallbackUrl(ctx),
      recordingStatusCallbackEvent: ['completed', 'absent'] as ('completed' | 'absent')[],
    }),
  })
  const leg = {
    statusCallback: voiceUrl(ctx, 'leg=1'),
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'] as (
      'initiated' | 'ringing' | 'answered' | 'completed'
    )[],
  }
  const parameters = Object.entries(await clientParameters(ctx, { from: called.from, called: called.phoneNumber }))
  for (const person of reachable) {
    if ('number' in person) dial.number(leg, person.number)
    else {
      const client = dial.client(leg)
      client.identity(clientIdentity(ctx.tenant.id, person.user_id))
      for (const [name, value] of parameters) client.parameter({ name, value })
    }
  }
  return response.toString()
}

/** Neither people who have left since nor numbers that may not be called any more are rung. */
async function whoIsThere(ctx: TenantContext, { to }: Forward): Promise<Forward['to']> {
  const ids = to.flatMap((person) => ('user_id' in person ? [person.user_id] : []))
  const active = await findActiveUserIds(ctx.db, ids)
  const isThere = await Promise.all(
    to.map((person) => ('number' in person ? mayBeForwardedTo(ctx, person.number) : active.has(person.user_id))),
  )
  return to.filter((_person, index) => isThere[index])
}

/** In the tenant's voice and language. */
function say(ctx: TenantContext, response: VoiceResponse, text: string): void {
  const { voice, language } = resolveVoice({
    tenantVoices: ctx.settings.voices,
    voiceSettings: { language: ctx.settings.locale },
  })
  // The SDK's types list the voices; ours have been checked against that list.
  response.say(
    { voice, ...(language && { language }) } as Parameters<VoiceResponse['say']>[0] & object,
    keepXmlCharacters(text).text,
  )
}
