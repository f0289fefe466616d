import twilio from 'twilio'
import { eq } from 'drizzle-orm'
import { isFinal } from '#shared/communication/status'
import { keepXmlCharacters } from '#shared/template/xml-text'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { recordingCallbackUrl } from '../communications/urls'
import { emptyTwiml, idOf, required } from '../webhooks/callback-fields'
import { foldCall, type Transfer } from './call-state'
import { refuse, VOICE } from './client-twiml'
import { conferenceName, conferenceUrl } from './conference-name'
import { mayTake } from './phone-people'

/**
 * A leg of a browser's call asks what now: into the conference, once it has become one; else it is over. So it is for a
 * leg that comes when the call has ended, or of a transfer that was given up: it would wait alone.
 */
export async function answerLeg(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  required(request, 'CallSid')
  const id = idOf(request)
  const [row] = id === null ? [] : await ctx.db.find(log, { where: eq(log.id, id), limit: 1 })
  const state = row && (await foldCall(ctx, row.id))
  if (!state || isFinal(row.status)) return emptyTwiml()
  const transferId = request.query.get('transfer')
  if (transferId !== null) {
    return state.transfer?.id === transferId ? answerTarget(ctx, row.id, state.transfer) : emptyTwiml()
  }
  if (state.failed) return refuse('Sorry, nobody could take your call. Goodbye.')
  return state.isConference ? joinConference(ctx, row.id) : emptyTwiml()
}

/**
 * Into the conference of a call. Where calls are recorded, the conference is: the recording of the `<Dial>` before it is
 * over with that.
 *
 * @param isLast whether it is over for all when this one leaves, so that nobody is left alone
 * @param greeting said before
 */
export function joinConference(ctx: TenantContext, communicationId: number, isLast = true, greeting?: string): string {
  const response = new twilio.twiml.VoiceResponse()
  if (greeting) response.say(VOICE, keepXmlCharacters(greeting).text)
  response.dial().conference(
    {
      ...{ beep: 'false', waitUrl: '', endConferenceOnExit: isLast, startConferenceOnEnter: true },
      ...(ctx.settings.autoRecordCalls && {
        record: 'record-from-start',
        recordingStatusCallback: recordingCallbackUrl(ctx, communicationId),
        recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
      }),
    },
    conferenceName(ctx, communicationId),
  )
  return response.toString()
}

/** What a number that a call is transferred to is told when it answers: to ask what there is to join by then. */
export function askWhatNow(ctx: TenantContext, communicationId: number, transferId: string): string {
  const response = new twilio.twiml.VoiceResponse()
  response.redirect({ method: 'POST' }, conferenceUrl(ctx, communicationId, transferId))
  return response.toString()
}

/** Whoever a call is handed over to has answered. A person is asked for as they stand now; others hear of the recording. */
async function answerTarget(ctx: TenantContext, communicationId: number, { to }: Transfer): Promise<string> {
  if ('userId' in to && !(await mayTake(ctx, to.userId))) return emptyTwiml()
  const { autoRecordCalls, recordingAnnouncement } = ctx.settings
  const greeting = autoRecordCalls && 'number' in to ? (recordingAnnouncement ?? undefined) : undefined
  // It is theirs to end once it is handed over to them.
  return joinConference(ctx, communicationId, false, greeting)
}
