import { isFinal, statusOf } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import type { TwilioDelivery } from '../../providers/twilio/delivery'
import { answerCall } from '../inbound/answer-call'
import { receiveLeg, receiveStep } from '../inbound/receive-step'
import { answerClientCall, endClientCall } from '../phone/answer-client-call'
import { receiveTransferLeg } from '../phone/receive-transfer-leg'
import { deliveryOf, emptyTwiml, idOf, numberOf, pick, required } from './callback-fields'
import { receiveInbound } from './receive-inbound'
import { receiveStatus } from './receive-status'

/** A callback at an address that takes every kind: told apart by what Twilio sends. Answers with TwiML. */
export function handleAnyCallback(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  return request.get('CallSid') ? handleVoiceCallback(ctx, request) : handleSmsCallback(ctx, request)
}

/** A call's webhook and status callback in one: told apart by what Twilio sends. Answers with TwiML. */
export async function handleVoiceCallback(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const sid = required(request, 'CallSid')
  const providerStatus = required(request, 'CallStatus')
  if (request.query.has('transfer')) return receiveTransferLeg(ctx, request)
  if (request.query.has('leg')) return receiveLeg(ctx, request)
  const step = request.query.get('step')
  if (step === 'dialed' || step === 'recorded') return receiveStep(ctx, request, step)
  const isFromBrowser = request.get('From')?.startsWith('client:') && !request.query.has('id')
  if (isFromBrowser) return isProgress(request) ? endClientCall(ctx, request) : answerClientCall(ctx, request)
  const isOver = isFinal(statusOf(providerStatus) ?? 'ringing')
  const isStatus = isOver || isProgress(request) || request.query.has('id')
  if (isStatus || request.get('Direction') !== 'inbound') {
    const sequence = request.get('SequenceNumber') ?? ''
    await receiveStatus(ctx, {
      delivery: deliveryOf(request, 'call-status', sid, `${providerStatus}/${sequence}`),
      sid,
      kind: 'call',
      communicationId: idOf(request),
      providerStatus,
      errorCode: numberOf(request.get('ErrorCode')),
      durationSeconds: numberOf(request.get('CallDuration')),
      details: pick(request, ['SequenceNumber', 'Timestamp', 'CallDuration', 'AnsweredBy', 'SipResponseCode']),
    })
    return emptyTwiml()
  }
  const to = required(request, 'To')
  const from = required(request, 'From')
  const { twiml, ...answered } = await answerCall(ctx, to, from)
  await receiveInbound(ctx, {
    delivery: deliveryOf(request, 'inbound-call', sid, 'inbound'),
    kind: 'call',
    sid,
    to,
    from,
    providerStatus,
    body: null,
    answered,
  })
  return twiml
}

/** Whether it only tells that something happened. */
function isProgress(request: TwilioDelivery): boolean {
  return request.get('CallbackSource') === 'call-progress-events'
}

/** A message that came in, or the status of one that went out. Answers with TwiML. */
export async function handleSmsCallback(ctx: TenantContext, request: TwilioDelivery): Promise<string> {
  const sid = required(request, 'MessageSid')
  const providerStatus = request.get('MessageStatus') ?? request.get('SmsStatus')
  const isInbound = !request.query.has('id') && (providerStatus === 'received' || providerStatus === 'receiving')
  if (isInbound) {
    await receiveInbound(ctx, {
      delivery: deliveryOf(request, 'inbound-sms', sid, 'inbound'),
      kind: 'sms',
      sid,
      to: required(request, 'To'),
      from: required(request, 'From'),
      providerStatus,
      body: request.get('Body') ?? '',
    })
    return emptyTwiml()
  }
  const status = required(request, request.get('MessageStatus') ? 'MessageStatus' : 'SmsStatus')
  await receiveStatus(ctx, {
    delivery: deliveryOf(request, 'sms-status', sid, status),
    sid,
    kind: 'sms',
    communicationId: idOf(request),
    providerStatus: status,
    errorCode: numberOf(request.get('ErrorCode')),
    durationSeconds: null,
    details: pick(request, ['ErrorCode', 'RawDlrDoneDate']),
  })
  return emptyTwiml()
}
