import type { TenantContext } from '../../context/tenant-context'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { AppError } from '../../errors'
import { settleInbound } from '../inbound/settle-inbound'
import { storeRecording, type RecordingReport } from '../recordings/record-recording'
import { deliveryOf, emptyTwiml, idOf, numberOf, required } from './callback-fields'
import { storeAndAct } from './store-delivery'

const STATUSES: Readonly<Record<string, RecordingReport['status']>> = {
  'in-progress': 'in-progress',
  completed: 'completed',
  absent: 'absent',
  failed: 'absent',
}

/** Twilio's words for what made a recording; what is not here was started on a call. */
const SOURCES: Readonly<Record<string, RecordingReport['source']>> = {
  RecordVerb: 'voicemail',
  Conference: 'conference',
  StartConferenceRecordingAPI: 'conference',
}

/**
 * What became of a recording. Answers with TwiML, which nobody reads.
 *
 * @see https://www.twilio.com/docs/voice/api/recording#recording-status-callback
 * @throws AppError SIGNATURE_INVALID without the fields it needs: the SID becomes part of an address that is fetched
 */
export async function handleRecordingCallback(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const recordingSid = required(request, 'RecordingSid')
  if (!/^RE[0-9a-f]{32}$/.test(recordingSid)) throw new AppError('SIGNATURE_INVALID')
  const callSid = request.get('CallSid') || required(request, 'ConferenceSid')
  const providerStatus = required(request, 'RecordingStatus')
  const delivery = deliveryOf(request, 'recording', callSid, `${recordingSid}/${providerStatus}`)
  await storeAndAct(ctx, delivery, async (tx, deliveryId) => {
    const status = STATUSES[providerStatus]
    if (!status) return { state: 'processed', communicationId: null }
    const communicationId = await storeRecording(ctx, tx, {
      recordingSid,
      callSid,
      communicationId: idOf(request),
      source: SOURCES[request.get('RecordingSource') ?? ''] ?? 'call',
      status,
      durationSeconds: numberOf(request.get('RecordingDuration')),
      deliveryId,
    })
    if (communicationId !== null) await settleInbound(ctx, tx, communicationId)
    return { state: communicationId === null ? 'unmatched' : 'processed', communicationId }
  })
  return emptyTwiml()
}
