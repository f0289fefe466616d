import { eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import type { TenantDb } from '../../db/tenant-db'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { addEvent, type EventType } from '../communications/events'
import type { LogRow } from '../communications/form'
import { foldCall } from '../phone/call-state'
import { joinConference } from '../phone/conference-twiml'
import { takeCall } from '../phone/take-call'
import { storeRecording } from '../recordings/record-recording'
import { deliveryOf, emptyTwiml, numberOf, pick, required } from '../webhooks/callback-fields'
import { storeAndAct, type Acted, type Delivery } from '../webhooks/store-delivery'
import { answerFallback } from './answer-call'
import { settleInbound, TAKEN } from './settle-inbound'

/**
 * A call that came in goes on: nobody or somebody took it, or a voicemail was left. Answers with what comes next.
 *
 * @param step of the address that we gave Twilio, and Twilio signed
 */
export async function receiveStep(ctx: TenantContext, request: TwilioDelivery, step: string): Promise<string> {
  const sid = required(request, 'CallSid')
  const delivery = deliveryOf(request, 'inbound-call', sid, step)
  if (step === 'recorded') {
    await takeRecording(ctx, request, delivery, sid)
    return emptyTwiml()
  }
  const status = required(request, 'DialCallStatus')
  await note(ctx, delivery, sid, 'dialed', {
    dial_status: status,
    ...pick(request, ['DialCallSid', 'DialCallDuration']),
  })
  return (await goOnInBrowser(ctx, sid)) ?? (TAKEN.has(status) ? emptyTwiml() : answerFallback(ctx, sid))
}

/** What a call does that a browser took: nobody is asked for any more, whatever the `<Dial>` ended with. */
async function goOnInBrowser(ctx: TenantContext, sid: string): Promise<string | null> {
  const [call] = await ctx.db.find(log, { where: eq(log.twilioSid, sid), limit: 1 })
  const state = call && (await foldCall(ctx, call.id))
  if (!state) return null
  return state.isConference ? joinConference(ctx, call.id) : emptyTwiml()
}

/** A leg that a call dialled: what becomes of it is on the call's timeline. */
export async function receiveLeg(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const sid = required(request, 'CallSid')
  const status = required(request, 'CallStatus')
  const delivery = deliveryOf(request, 'call-status', sid, `${status}/${request.get('SequenceNumber') ?? ''}`)
  const details = { leg_sid: sid, leg_status: status, ...pick(request, ['To', 'CallDuration', 'SequenceNumber']) }
  await note(ctx, delivery, required(request, 'ParentCallSid'), 'leg', details, async (tx, call) => {
    if (status === 'in-progress') await takeCall(ctx, tx, call, { sid, to: request.get('To') })
  })
  return emptyTwiml()
}

/** Said here as well as by the recording's own callback: whichever comes first. */
async function takeRecording(ctx: TenantContext, request: TwilioDelivery, delivery: Delivery, callSid: string) {
  const recordingSid = request.get('RecordingSid')
  await storeAndAct(ctx, delivery, async (tx, deliveryId) => {
    const isNamed = recordingSid !== undefined && /^RE[0-9a-f]{32}$/.test(recordingSid)
    if (!isNamed) return { state: 'processed', communicationId: null }
    const communicationId = await storeRecording(ctx, tx, {
      recordingSid,
      callSid,
      communicationId: null,
      source: 'voicemail',
      status: 'in-progress',
      durationSeconds: numberOf(request.get('RecordingDuration')),
      deliveryId,
    })
    return settled(ctx, tx, communicationId)
  })
}

async function note(
  ctx: TenantContext,
  delivery: Delivery,
  callSid: string,
  type: EventType,
  details: Record<string, unknown>,
  act?: (tx: TenantDb, call: LogRow) => Promise<void>,
): Promise<void> {
  await storeAndAct(ctx, delivery, async (tx, deliveryId) => {
    const [call] = await tx.find(log, { where: eq(log.twilioSid, callSid), limit: 1 })
    if (!call) return { state: 'unmatched', communicationId: null }
    await addEvent(ctx, tx, call.id, { type, source: 'twilio', details: { ...details, delivery_id: deliveryId } })
    await act?.(tx, call)
    return settled(ctx, tx, call.id)
  })
}

async function settled(ctx: TenantContext, tx: TenantDb, communicationId: number | null): Promise<Acted> {
  if (communicationId === null) return { state: 'unmatched', communicationId }
  await settleInbound(ctx, tx, communicationId)
  return { state: 'processed', communicationId }
}
