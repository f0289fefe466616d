import twilio from 'twilio'
import type { TenantContext } from '../../context/tenant-context'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { emptyTwiml, idOf, required } from '../webhooks/callback-fields'
import { foldCall } from './call-state'
import { refuse } from './client-twiml'
import { conferenceName } from './conference-name'

/** @param isLast whether it is over for all when this one leaves, so that nobody is left alone */
export function joinConference(ctx: TenantContext, communicationId: number, isLast: boolean): string {
  const response = new twilio.twiml.VoiceResponse()
  response
    .dial()
    .conference(
      { beep: 'false', waitUrl: '', endConferenceOnExit: isLast, startConferenceOnEnter: true },
      conferenceName(ctx, communicationId),
    )
  return response.toString()
}

/** A leg of a browser's call asks what now: into the conference, once it has become one; else it is over. */
export async function answerLeg(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  required(request, 'CallSid')
  const id = idOf(request)
  const state = id === null ? null : await foldCall(ctx, id)
  if (id === null || !state) return emptyTwiml()
  if (state.failed) return refuse('Sorry, nobody could take your call. Goodbye.')
  return state.isConference ? joinConference(ctx, id, true) : emptyTwiml()
}
