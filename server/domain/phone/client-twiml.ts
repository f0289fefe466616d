import twilio from 'twilio'
import { keepXmlCharacters } from '#shared/template/xml-text'
import type { TenantContext } from '../../context/tenant-context'
import type { LogRow } from '../communications/form'
import { recordingCallbackUrl, statusCallbackUrl } from '../communications/urls'
import { conferenceUrl } from './conference-name'

const { VoiceResponse } = twilio.twiml
/** A voice that Twilio has everywhere, for our own words, which are English. */
export const VOICE = { voice: 'Polly.Joanna' } as const

/** Calls the number; the browser hears it ring. Where calls are recorded, whoever answers is told so before they are connected. */
export function dialNumber(ctx: TenantContext, row: LogRow): string {
  const { autoRecordCalls, recordingAnnouncement } = ctx.settings
  const response = new VoiceResponse()
  const dial = response.dial({
    callerId: row.fromNumber,
    answerOnBridge: true,
    action: conferenceUrl(ctx, row.id),
    ...(autoRecordCalls && {
      record: 'record-from-answer-dual',
      recordingStatusCallback: recordingCallbackUrl(ctx, row.id),
      recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
    }),
  })
  dial.number(
    {
      statusCallback: statusCallbackUrl(ctx, 'call', row.id),
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      ...(autoRecordCalls && recordingAnnouncement && { url: announcementUrl(ctx) }),
    },
    row.toNumber,
  )
  return response.toString()
}

/** Tells the person in the browser why not. */
export function refuse(reason: string): string {
  const response = new VoiceResponse()
  response.say(VOICE, keepXmlCharacters(reason).text)
  response.hangup()
  return response.toString()
}

/** For whoever has no business here. */
export function reject(): string {
  const response = new VoiceResponse()
  response.reject()
  return response.toString()
}

/** That the call is recorded, in the tenant's words. */
export async function announceRecording(ctx: TenantContext): Promise<string> {
  const response = new VoiceResponse()
  const { recordingAnnouncement } = ctx.settings
  if (recordingAnnouncement) response.say(VOICE, keepXmlCharacters(recordingAnnouncement).text)
  return response.toString()
}

const announcementUrl = (ctx: TenantContext): string =>
  `${ctx.app.config.publicBaseUrl}/webhooks/twilio/${ctx.tenant.id}/announcement`
